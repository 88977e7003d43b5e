import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { API, labelsOf, WORKER } from "../../../packages/local-scaleway/__tests__/helpers/logs";
import { envelope } from "../../../packages/local-scaleway/src/logs/entry";
import { DeployedApi, SECRET_KEY, TOKEN } from "../../helpers/deployed-api";
import { runCli } from "../../helpers/run-cli";
import { temporaryFolder } from "../../helpers/temporary-folder";

const hasLoki = spawnSync("loki", ["-version"]).status === 0;
/** Without Loki, the tests are skipped, and the report of Jest lists them. */
const testWithLoki = hasLoki ? test : test.skip;
const START_MS = 60_000;
const MINUTE_NS = 60_000_000_000n;

const api = new DeployedApi();
const { env } = process;
const before = process.cwd();
let loki: ChildProcess;
let url: string;
beforeAll(async () => {
  if (!hasLoki) return;
  const folder = temporaryFolder("real-loki");
  process.chdir(folder);
  url = `http://127.0.0.1:${await freePort()}`;
  writeFileSync("loki.yaml", configuration(folder, new URL(url).port, await freePort()));
  loki = spawn("loki", ["-config.file=loki.yaml"], { stdio: "ignore" });
  await api.start();
  api.dataSources = [{ type: "logs", origin: "scaleway", url }];
  const keys = { SCW_API_URL: api.url, SCW_SECRET_KEY: SECRET_KEY, COCKPIT_TOKEN: TOKEN };
  process.env = { ...env, ...keys, SCW_CONFIG_PATH: join(folder, "none.yaml") };
  for (const deadline = Date.now() + START_MS; !(await isReady());) {
    await wait(200);
    if (Date.now() > deadline) throw new Error("Loki is not ready.");
  }
}, START_MS + 10_000);
afterAll(async () => {
  if (!hasLoki) return;
  loki.kill("SIGKILL");
  await once(loki, "exit");
  process.env = env;
  process.chdir(before);
  await api.stop();
});

testWithLoki("prints the lines of one container, in their order, over several pages", async () => {
  const texts = Array.from({ length: 2500 }, (_, index) => `line ${index}`);
  const start = BigInt(Date.now()) * 1_000_000n - MINUTE_NS;
  await push(API, start, texts);
  await push(WORKER, start, ["of another container"]);
  const all = await messages("--since", "10m");
  expect(all).toEqual(texts);
  expect(await messages("--tail", "3")).toEqual(texts.slice(-3));
  expect(await messages("--since", "10m", "--grep", 'no "such" text')).toEqual([]);
  expect(await messages("--since", "10m", "--grep", "line 24")).toEqual(
    texts.filter((text) => text.includes("line 24")),
  );
});

testWithLoki("prints texts with quotes, line breaks and other characters as they are", async () => {
  const texts = ['a "quoted" text', "back\\slash", "Ünïcode ✓", "a | pipe } and { braces"];
  await push(API, BigInt(Date.now()) * 1_000_000n, texts);
  expect(await messages("--tail", "4")).toEqual(texts);
  for (const text of texts) expect(await messages("--tail", "100", "--grep", text)).toEqual([text]);
});

async function messages(...options: string[]): Promise<string[]> {
  const { code, out, err } = await runCli("logs", API, "--json", ...options);
  expect([code, err.replace(/^No lines .*\n/, "")]).toEqual([0, ""]);
  const lines = out.split("\n").filter((line) => line !== "");
  return lines.map((line) => (JSON.parse(line) as { message: string }).message);
}

async function push(containerId: string, start: bigint, texts: readonly string[]): Promise<void> {
  const values = texts.map((text, index) => [
    String(start + BigInt(index)),
    envelope({ text, instanceId: "i1", stream: "stdout" }),
  ]);
  const answer = await fetch(`${url}/loki/api/v1/push`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ streams: [{ stream: labelsOf(containerId), values }] }),
  });
  expect([answer.status, await answer.text()]).toEqual([204, ""]);
}

async function isReady(): Promise<boolean> {
  return fetch(`${url}/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** A single process with its data in a directory. */
function configuration(folder: string, httpPort: string, grpcPort: number): string {
  return `auth_enabled: false
server:
  http_listen_address: 127.0.0.1
  http_listen_port: ${httpPort}
  grpc_listen_address: 127.0.0.1
  grpc_listen_port: ${grpcPort}
common:
  instance_addr: 127.0.0.1
  path_prefix: ${folder}
  replication_factor: 1
  ring:
    kvstore:
      store: inmemory
  storage:
    filesystem:
      chunks_directory: ${folder}/chunks
      rules_directory: ${folder}/rules
schema_config:
  configs:
    - from: "2024-01-01"
      store: tsdb
      object_store: filesystem
      schema: v13
      index: { prefix: index_, period: 24h }
analytics:
  reporting_enabled: false
`;
}
