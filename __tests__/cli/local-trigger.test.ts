import { join } from "node:path";
import { startServer } from "local-scaleway";
import { runTrigger } from "../../lib/cli/local/trigger";
import type { ListedTrigger, LocalPackage } from "../../lib/cli/local/package";
import { runCli } from "../helpers/run-cli";
import { temporaryFolder } from "../helpers/temporary-folder";

const trigger = (path: string, settings: Partial<ListedTrigger> = {}): ListedTrigger => ({
  id: `id of ${path}`,
  path: path.split("/"),
  isSchedule: true,
  nextRuns: [],
  ...settings,
});

/** Runs the command with a server that has these triggers, and whose containers answer with the status. */
async function run(name: string, triggers: readonly ListedTrigger[], status = 200, body?: string) {
  const runs: unknown[] = [];
  const printed = { out: "", err: "" };
  const scaleway = {
    findServer: () => Promise.resolve({ url: "http://127.0.0.1:4580", pid: 1 }),
    listTriggers: () => Promise.resolve(triggers),
    runTrigger: (_: unknown, id: string, content: string | undefined) => {
      runs.push([id, content]);
      return Promise.resolve({ status, durationMs: 52 });
    },
  } as unknown as LocalPackage;
  const io = {
    stdin: process.stdin,
    stdout: (text: string) => (printed.out += text),
    stderr: (text: string) => (printed.err += text),
    colors: { stdout: false, stderr: false },
  };
  const request = { action: "trigger", name, ...(body !== undefined && { body }) } as const;
  return { code: await runTrigger(request, "state", scaleway, io), runs, ...printed };
}

const TRIGGERS = [trigger("shop/jobs/nightly"), trigger("shop/mail/nightly"), trigger("shop/mail/weekly")];

test.each([
  ["weekly", "shop/mail/weekly"],
  ["mail/nightly", "shop/mail/nightly"],
  ["shop/jobs/nightly", "shop/jobs/nightly"],
])("finds the trigger %s", async (name, path) => {
  expect(await run(name, TRIGGERS)).toMatchObject({ code: 0, runs: [[`id of ${path}`, undefined]], err: "" });
});

test("prints the status, the duration and the next run", async () => {
  const { out } = await run("weekly", [trigger("shop/mail/weekly", { nextRuns: ["2026-11-30T01:00:00.000Z"] })]);
  expect(out).toBe("shop/mail/weekly: status 200 in 52 ms. Next run: 2026-11-30T01:00:00.000Z.\n");
});

test.each([
  [204, 0],
  [199, 1],
  [300, 1],
  [503, 1],
])("a container that answers with %d makes the exit code %d", async (status, code) => {
  expect(await run("weekly", TRIGGERS, status)).toMatchObject({ code, out: expect.stringContaining(String(status)) });
});

test.each([
  ["nightly", ["shop/jobs/nightly", "shop/mail/nightly"], ["shop/mail/weekly"]],
  ["ightly", ["shop/jobs/nightly", "shop/mail/nightly", "shop/mail/weekly"], []],
  ["", ["shop/jobs/nightly", "shop/mail/nightly", "shop/mail/weekly"], []],
])("lists the triggers that %j may be", async (name, listed, unlisted) => {
  const { code, runs, err } = await run(name, TRIGGERS);
  expect([code, runs]).toEqual([1, []]);
  for (const path of listed) expect(err).toContain(path);
  for (const path of unlisted) expect(err).not.toContain(path);
});

test("a queue or a subject needs a message", async () => {
  const triggers = [trigger("shop/worker/orders", { isSchedule: false })];
  expect(await run("orders", triggers)).toMatchObject({ code: 1, runs: [], err: expect.stringContaining("--body") });
  expect(await run("orders", triggers, 200, "")).toMatchObject({ code: 0, runs: [["id of shop/worker/orders", ""]] });
});

let close: () => Promise<void> = () => Promise.resolve();
afterAll(() => close());

test("lists the triggers of a running server, and fails without an engine", async () => {
  const state = join(temporaryFolder("local"), "state");
  const local = (...args: string[]) => runCli("local", "--state", state, ...args);
  expect((await local("trigger", "nightly")).code).toBe(1);
  const server = await startServer({ folder: state, port: 0 });
  close = () => server.close();
  const post = async (resource: string, body: object) => {
    const url = `${server.url}/containers/v1/regions/fr-par/${resource}`;
    const answer = await fetch(url, { method: "POST", headers: { "x-auth-token": "x" }, body: JSON.stringify(body) });
    return ((await answer.json()) as { id: string }).id;
  };
  const namespace_id = await post("namespaces", { name: "shop", project_id: "11111111-1111-4111-8111-111111111111" });
  const container_id = await post("containers", { namespace_id, name: "jobs", image: "nginx:1.29" });
  await post("triggers", { container_id, name: "nightly", cron_config: { schedule: "0 2 * * *" } });
  expect((await local("trigger", "other")).err).toContain("shop/jobs/nightly");
  const failed = await local("trigger", "nightly");
  expect(failed).toMatchObject({ code: 1, out: "", err: expect.stringContaining("engine") });
  expect(failed.err).not.toContain("    at ");
});
