// scw-containers local: its start, its memory, and a stack of many containers with secrets and schedules, applied by the requests
// of the provider, and by the real Terraform where it and the provider are available.
import { execFile, fork } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import local from "local-scaleway";
import { hasTerraform, PROGRAM, Stack, stackEnvironment } from "../scripts/e2e/terraform.mjs";
import { temporaryFolder } from "./apps.mjs";
import { synthesizeServices } from "./services.mjs";

const REGIONAL = "/containers/v1/regions/fr-par";
const IDLE_AFTER_MS = 2000;
/** Terraform's default. */
const PARALLELISM = 10;

/** Measures the fastest start of some, the idle memory, and the requests of many containers. */
export async function measureServer(root, { containers, starts }) {
  const readyTimes = [];
  for (let start = 0; start < starts; start++) {
    await withServer(root, async ({ readyMilliseconds }) => readyTimes.push(readyMilliseconds));
  }
  return withServer(root, async (server) => {
    await wait(IDLE_AFTER_MS);
    const idle = await server.usage();
    const start = performance.now();
    const requests = await createContainers(server.url, containers);
    const milliseconds = performance.now() - start;
    const { peakMegabytes } = await server.usage();
    const readyMilliseconds = Math.min(...readyTimes);
    return { readyMilliseconds, idleMegabytes: idle.megabytes, requests, milliseconds, peakMegabytes };
  });
}

/** Applies, plans and destroys a stack with Terraform; undefined if Terraform or the provider is missing. */
export async function measureTerraform(root, containers) {
  return withServer(root, async (server) => {
    const configuration = await synthesizeServices(containers);
    const environment = stackEnvironment(configuration, local.localEnvironment(server.url, process.env));
    if (!(await hasTerraform(environment))) return undefined;
    const stack = new Stack(configuration, environment);
    try {
      if (await stack.init().catch((error) => error)) return undefined;
      const steps = { apply: ["apply", "-auto-approve"], plan: ["plan"], destroy: ["destroy", "-auto-approve"] };
      const results = [];
      for (const [step, args] of Object.entries(steps)) {
        const before = await server.usage();
        const start = performance.now();
        const terraformSeconds = await cpuSecondsOf([...args, "-input=false", "-no-color"], stack);
        const seconds = (performance.now() - start) / 1000;
        const serverSeconds = (await server.usage()).cpuSeconds - before.cpuSeconds;
        results.push({ step, seconds, terraformSeconds, serverSeconds });
      }
      return results;
    } finally {
      stack.remove();
    }
  });
}

/** Runs a server for some work, without an engine. */
export async function withServer(root, work) {
  const folder = temporaryFolder();
  const start = performance.now();
  const state = join(folder.path, "state");
  const args = ["local", "--engine", "none", "--state", state];
  const execArgv = ["--require", join(root, "bench/usage.cjs")];
  const child = fork(join(root, "dist/cli/main.js"), args, { cwd: root, execArgv, silent: true });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const usage = () => {
    child.send("usage");
    return new Promise((resolve) => child.once("message", resolve));
  };
  try {
    const url = await new Promise((resolve, reject) => {
      child.stdout.on("data", (text) => resolve(/http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0]));
      child.once("exit", (code) => reject(new Error(`The server ended with code ${code}.`)));
    });
    await fetch(url);
    return await work({ url, state, readyMilliseconds: performance.now() - start, usage });
  } finally {
    child.kill("SIGTERM");
    await exited;
    folder.remove();
  }
}

/** Creates and reads containers with a namespace and a schedule each, and returns the number of requests. */
async function createContainers(url, count) {
  let requests = 0;
  const call = async (method, path, body) => {
    requests++;
    const headers = { "x-auth-token": "bench" };
    const answer = await fetch(url + REGIONAL + path, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
    return answer.json();
  };
  const create = async (path, body) => {
    const { id } = await call("POST", path, body);
    // The provider waits for the status, and reads the object again.
    for (let read = 0; read < 2; read++) await call("GET", `${path}/${id}`);
    return id;
  };
  const project_id = "11111111-1111-4111-8111-111111111111";
  const secret_environment_variables = { DATABASE_URL: "postgres://shop" };
  let next = 0;
  const createSome = async () => {
    while (next < count) {
      const name = `service-${next++}`;
      const namespace_id = await create("/namespaces", { project_id, name });
      const container = { namespace_id, name, image: "nginx:1.29", secret_environment_variables };
      const container_id = await create("/containers", container);
      const cron_config = { schedule: "0 2 * * *", timezone: "UTC" };
      await create("/triggers", { container_id, name: "nightly", cron_config });
    }
  };
  await Promise.all(Array.from({ length: PARALLELISM }, createSome));
  return requests;
}

/** Runs Terraform, and returns its CPU time with that of the provider, which `times` of a shell reports in its second line. */
export async function cpuSecondsOf(args, { folder: cwd, environment: env }) {
  const script = 'log=$("$0" "$@" 2>&1) || { printf "%s" "$log" >&2; exit 1; }; times';
  const times = await new Promise((resolve, reject) => {
    execFile("sh", ["-c", script, PROGRAM, ...args], { cwd, env }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
  });
  const [user, system] = times.trim().split("\n").at(-1).split(/\s+/).map(secondsOf);
  return user + system;
}

/** Reads `1m2.34s`. */
function secondsOf(text) {
  const [minutes, seconds] = text.split("m").map(parseFloat);
  return 60 * minutes + seconds;
}
