#!/usr/bin/env node
// A stand-in of GitHub's API, as the command gh. The state is in the file $FAKE_HOST, the commits are in the repository $FAKE_ORIGIN.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const file = process.env.FAKE_HOST;
const state = JSON.parse(readFileSync(file, "utf8"));
const [, , , ...args] = process.argv;
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const path = args.find((arg) => arg.startsWith("repos/shop/infra/")).slice("repos/shop/infra/".length);
const now = () => {
  state.clock += 1000;
  return new Date(state.clock).toISOString().replace(".000", "");
};
const print = (value) => process.stdout.write(JSON.stringify(value));

const routes = [
  [/^issues\/(\d+)\/comments\?/, ([number]) => print(state.comments.filter((each) => each.issue === Number(number)))],
  [
    /^issues\/(\d+)\/comments$/,
    ([number]) => state.comments.push(comment({ issue: Number(number), id: state.comments.length + 1 })),
  ],
  [/^issues\/comments\/(\d+)$/, ([id]) => comment(state.comments.find((each) => each.id === Number(id)))],
  [
    /^commits\/(\w+)\/pulls$/,
    ([sha]) => print(state.pulls.filter((each) => [each.merge_commit_sha, each.head.sha].includes(sha))),
  ],
  [/^compare\/(\w+)\.\.\.(\w+)$/, ([from, to]) => print({ commits: commits(from, to) })],
  [
    /^actions\/workflows\/plan.yml\/runs\?.*head_sha=(\w+)&/,
    ([sha]) => print({ workflow_runs: state.runs.filter((each) => each.head_sha === sha).reverse() }),
  ],
  [
    /^actions\/runs\/(\d+)\/artifacts\?name=plans$/,
    ([run]) => print({ artifacts: state.artifacts.filter((each) => each.run === Number(run)) }),
  ],
  [/^actions\/artifacts\/(\d+)\/zip$/, ([id]) => process.stdout.write(readFileSync(`${file}-${id}.zip`))],
];

function comment(target) {
  const [name, source] = option("--field").split(/=@/);
  if (name !== "body" || !args.includes("--silent")) throw new Error("unexpected fields");
  // GitHub accepts 65 536 characters.
  const body = readFileSync(source, "utf8");
  if (body.length > 65_536) throw new Error("Body is too long");
  return Object.assign(target, { user: { login: "github-actions[bot]" }, body, updated_at: now() });
}

function commits(from, to) {
  const log = execFileSync("git", ["log", "--reverse", "--format=%H %P", `${from}..${to}`], {
    cwd: process.env.FAKE_ORIGIN,
    encoding: "utf8",
  });
  return log
    .trim()
    .split("\n")
    .map((line) => line.split(" "))
    .map(([sha, ...parents]) => ({ sha, parents: parents.map((parent) => ({ sha: parent })) }));
}

const route = routes.find(([pattern]) => pattern.test(path));
if (route === undefined) throw new Error(`unknown path ${path}`);
route[1](route[0].exec(path).slice(1));
writeFileSync(file, JSON.stringify(state));
