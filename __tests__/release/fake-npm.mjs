#!/usr/bin/env node
// A stand-in for npm: `registry.json` has the answers to `npm view` and the file that `npm publish` rejects, and `published.txt` gets the arguments of `npm publish`.
import { appendFileSync, readFileSync } from "node:fs";

const [command, ...args] = process.argv.slice(2);
const { version, packages, rejected } = JSON.parse(readFileSync("registry.json", "utf8"));
if (command === "--version") console.log(version);
if (command === "view") {
  const answer = packages[args[0]] ?? { error: { code: "E404" } };
  console.log(JSON.stringify(answer));
  process.exitCode = typeof answer === "string" ? 0 : 1;
}
if (command === "publish" && args[0].endsWith(`/${rejected}`)) {
  console.error("forbidden");
  process.exitCode = 1;
} else if (command === "publish") appendFileSync("published.txt", `${args.join(" ")}\n`);
