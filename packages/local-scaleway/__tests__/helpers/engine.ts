import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import type Docker from "dockerode";
import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import { buildHostNodeImage } from "../../../../scripts/host-node-image";
import { connect } from "../../src/engine/connect";
import { findEndpoints } from "../../src/engine/endpoints";
import type { Engine, Instance, InstanceSettings, OutputLine } from "../../src/engine/engine";
import type { EngineOptions } from "../../src/engine/docker-engine";
import { TIMES } from "../../src/engine/instance";
import { findEngine } from "../../src/engine/find-engine";
import { NODE_IMAGE } from "./node-image";

export { NODE_IMAGE };

const [ENDPOINT] = findEndpoints(process.env).endpoints;
const PING = `require("http").get(${JSON.stringify({ ...ENDPOINT, path: "/_ping" })}, (answer) =>
  process.exit(answer.statusCode === 200 ? 0 : 1)).on("error", () => process.exit(1))`;
const isAnswering = ENDPOINT !== undefined && spawnSync(process.execPath, ["-e", PING], { timeout: 5000 }).status === 0;
if (!isAnswering) process.stderr.write("Skipped: tests with containers. No container engine answers.\n");

/** A group of tests that need an engine, which is skipped without one. */
export const describeWithEngine = isAnswering ? describe : describe.skip;

const SERVER = `import { createServer } from "node:http";
createServer((request, response) => {
  console.log(request.url);
  const user = [process.getuid(), process.getgid()];
  response.end(JSON.stringify({ argv: process.argv.slice(2), env: process.env, user }));
}).listen(process.env.PORT);
`;

/** The client of the engine. */
export function docker(): Promise<Docker> {
  return connect(ENDPOINT!);
}

/** Builds {@link NODE_IMAGE} if this machine does not have it. */
export async function buildNodeImage(): Promise<void> {
  const client = await docker();
  const isBuilt = await client
    .getImage(NODE_IMAGE)
    .inspect()
    .then(
      () => true,
      () => false,
    );
  if (isBuilt) return;
  const folder = join(temporaryFolder("image"), "app");
  mkdirSync(folder);
  writeFileSync(join(folder, "server.mjs"), SERVER);
  await buildHostNodeImage(client, folder, NODE_IMAGE);
}

/** The engine of this machine for one owner. */
export async function engineOf(owner: string, options: Partial<EngineOptions> = {}): Promise<Engine> {
  const { engine } = await findEngine("docker", { owner, environment: process.env, ...options });
  return engine!;
}

/** An engine of a test file with {@link NODE_IMAGE}. Everything that it starts is removed at the end. */
export function useEngine(options: Partial<EngineOptions> = {}) {
  const owner = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  let engine: Engine;
  beforeAll(async () => {
    await buildNodeImage();
    engine = await engineOf(owner, { times: QUICK, ...options });
  }, 60_000);
  afterAll(() => engine.removeAll());
  return {
    owner,
    engine: () => engine,
    start: async (settings: Partial<InstanceSettings> = {}): Promise<Instance & { lines: OutputLine[] }> => {
      const lines: OutputLine[] = [];
      const instance = await engine.start({ ...SETTINGS, onLine: (line) => lines.push(line), ...settings });
      return Object.assign(instance, { lines });
    },
  };
}

export const SETTINGS: InstanceSettings = {
  containerId: "11111111-0000-4000-8000-000000000000",
  name: "order-api",
  image: NODE_IMAGE,
  user: undefined,
  command: [],
  args: [],
  environment: { PORT: "8080" },
  port: 8080,
  memoryBytes: 256 * 1024 * 1024,
  milliCpu: 1000,
  localStorageBytes: 1_000_000_000,
  onLine: () => undefined,
};

/** node, as the first process of an instance, ignores SIGTERM. */
export const QUICK = { ...TIMES, stopGraceSeconds: 0 };

/** The answer of an instance, once its program listens. */
export async function ask({ host, port }: Instance, path = "/"): Promise<any> {
  for (const deadline = Date.now() + 30_000; ;) {
    try {
      const [answer] = (await once(get({ host, port, path, agent: false }), "response")) as [IncomingMessage];
      return JSON.parse(await text(answer));
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await wait(50);
    }
  }
}
