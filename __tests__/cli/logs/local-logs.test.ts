import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { line, openLogs, WORKER } from "../../../packages/local-scaleway/__tests__/helpers/logs";
import { printed, runCli, runCliWith } from "../../helpers/run-cli";
import { temporaryFolder } from "../../helpers/temporary-folder";

const MAIN = join(__dirname, "..", "..", "..", "dist", "cli", "main.js");
let state = "";
beforeEach(async () => {
  state = join(temporaryFolder("local"), "state");
  mkdirSync(state, { mode: 0o700 });
  const logs = openLogs(join(state, "logs"));
  logs.append(line("first"));
  logs.append(line("second", { containerId: WORKER }));
  logs.append(line("third\u001b[2J", { stream: "stderr" }));
  await logs.close();
});

const logs = (...args: string[]) => runCli("local", "--state", state, "logs", ...args);
const messages = (out: string) =>
  out
    .trim()
    .split("\n")
    .map((text) => text.split(/ +/).at(-1));

describe("local logs, without a server", () => {
  test.each([
    [["order-api"], ["first", "third\\u001b[2J"]],
    [["shop/worker"], ["second"]],
    [["Shop!/worker"], ["second"]],
    [[WORKER], ["second"]],
    [[], ["first", "second", "third\\u001b[2J"]],
    [
      ["--grep", "ir"],
      ["first", "third\\u001b[2J"],
    ],
    [
      ["--since", "1h"],
      ["first", "second", "third\\u001b[2J"],
    ],
  ])("prints what was kept: %j", async (args, expected) => {
    const { code, out, err } = await logs(...args);
    expect([code, messages(out), err]).toEqual([0, expected, ""]);
  });

  test("prints JSON", async () => {
    const { out } = await logs("worker", "--json");
    expect(JSON.parse(out)).toMatchObject({ namespace: "shop", container: "worker", message: "second" });
  });

  test("prints the names that exist for one that does not", async () => {
    const { code, out, err } = await logs("order-ap");
    expect([code, out, printed("error", err).length]).toEqual([1, "", 1]);
    expect(err).toContain("shop/order-api, shop/worker");
    expect((await logs("other/worker")).code).toBe(1);
    expect((await logs("\u001b[2J")).err).not.toContain("\u001b");
  });

  test.each([[["--since", "soon"]], [["order-api", "worker"]], [["--limit", "5"]]])("rejects %j", async (args) => {
    expect(await logs(...args)).toMatchObject({ code: 2, out: "" });
  });

  test("reports that there are no lines", async () => {
    const { code, out, err } = await logs("--grep", "nothing");
    expect([code, out]).toEqual([0, ""]);
    expect(err).not.toBe("");
  });

  test("has colors on a terminal", async () => {
    const { out } = await runCliWith({ colors: true }, "local", "--state", state, "logs", "order-api");
    expect(out).toContain("\u001b[31m");
  });

  test("ends with code 0 at Ctrl-C", async () => {
    const child = spawn(process.execPath, [MAIN, "local", "--state", state, "logs", "worker", "--follow"]);
    const exited = new Promise((resolve) => child.once("exit", resolve));
    const out = await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill("SIGINT");
    expect([messages(String(out)), await exited]).toEqual([["second"], 0]);
  });

  test("ends with code 0 when its reader exits", async () => {
    const many = openLogs(join(state, "logs"));
    for (let number = 0; number < 20_000; number++) many.append(line("x".repeat(100)));
    await many.close();
    const child = spawn(process.execPath, [MAIN, "local", "--state", state, "logs", "--follow", "--since", "1h"]);
    const exited = new Promise((resolve) => child.once("exit", resolve));
    child.stdout.once("data", () => child.stdout.destroy());
    expect(await exited).toBe(0);
  });
});
