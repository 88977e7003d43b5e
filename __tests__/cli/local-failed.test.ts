import type { LocalPackage } from "../../lib/cli/local/package";
import { run } from "../../lib/cli/local/run";
import { API, line, LokiTestServer, WORKER } from "../../packages/local-scaleway/__tests__/helpers/logs";

let loki: LokiTestServer;
beforeEach(async () => {
  loki = new LokiTestServer();
  await loki.start();
});
afterEach(() => loki.stop());

const container = (id: string, name: string, status: string) => ({
  ...{ id, name, status, resourceName: `shop1eb07827-${name}`, urls: [] },
  reason: status === "error" ? "Container is unable to start\u001b[2J" : "",
});
/** A package whose server has one container in error, and one that is ready. */
const scaleway = (): LocalPackage => {
  const server = { url: loki.url, pid: 1, pageUrl: "", engine: "podman", missingEngine: undefined };
  const containers = [container(API, "order-api", "error"), container(WORKER, "worker", "ready")];
  const parts: Partial<LocalPackage> = {
    joinOrStart: () => Promise.resolve({ ...server, isPortReplaced: false, close: () => Promise.resolve() }),
    listContainers: () => Promise.resolve(containers),
    localEnvironment: (_, environment) => environment,
  };
  return parts as LocalPackage;
};
async function runNode(script: string) {
  let [out, err] = ["", ""];
  const io = {
    stdin: {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined } as const) }),
    },
    stdout: (text: string) => (out += text),
    stderr: (text: string) => (err += text),
    colors: { stdout: false, stderr: false },
  };
  const options = { state: "state", engine: "auto" } as const;
  return { code: await run([process.execPath, "-e", script], options, scaleway(), io), out, err };
}

test("prints the last 50 lines of containers in error after a command that fails, to stderr", async () => {
  for (let number = 0; number < 60; number++) loki.logs.append(line(`line ${number}`));
  loki.logs.append(line("other", { containerId: WORKER }));
  const { code, out, err } = await runNode("process.exit(process.env.SCW_CONTAINERS_LOCAL_RUN === '1' ? 4 : 5)");
  expect([code, out, err.match(/ line \d+$/gm)?.length, err.includes("other")]).toEqual([4, "", 50, false]);
  expect(err).toContain("order-api (Container is unable to start\\u001b[2J):");
});

test("prints no logs after a command that succeeds, or that a signal has ended", async () => {
  loki.logs.append(line("first"));
  expect((await runNode("")).err).not.toContain("first");
  expect((await runNode("process.kill(process.pid, 'SIGKILL')")).err).not.toContain("first");
});
