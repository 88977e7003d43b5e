import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { printable } from "../../base/text";
import type { LocalOptions } from "../arguments/local";
import { STOP_SIGNALS } from "../child-process";
import { EXIT, printMessage, styled, type Io } from "../io";
import type { FoundServer, LocalPackage } from "./package";

const DIFFERENCES =
  "What runs here may fail at Scaleway: quotas, IAM rights of the API, registry access, DNS and the sandbox are not emulated.";
/** The output of a server in the background, in its state directory. */
const OUTPUT_FILE = "server.log";
const PRIVATE = 0o600;
const POLL_MS = 100;
/** The texts of the progress line. */
export const STARTING = "Starting the local Scaleway";
export const STOPPING = "Stopping the local Scaleway";
/** The engine ends the programs of all containers. */
const STOP_LIMIT_MS = 60_000;

/** Serves until a signal. */
export async function serve(options: LocalOptions, scaleway: LocalPackage, io: Io): Promise<number> {
  const stopped = stopSignal();
  const { state: folder, port, engine } = options;
  io.showProgress?.(STARTING);
  const server = await scaleway.startServer({ folder, port, engine, showProgress: io.showProgress });
  if (options.reset === true) await scaleway.resetState(folder);
  io.showProgress?.("");
  printReplacedPort(server, io);
  printServer({ ...server, pid: process.pid }, folder, io);
  io.stdout("Ctrl-C stops the server and keeps the state. In another terminal: scw-containers local -- COMMAND\n");
  await stopped;
  if (server.engine !== undefined) io.stdout("Stopping all containers.\n");
  io.showProgress?.(STOPPING);
  await server.close();
  return EXIT.ok;
}

/** Starts a server in the background, or joins the one that runs, and returns when it answers. */
export async function serveInBackground(options: LocalOptions, scaleway: LocalPackage, io: Io): Promise<number> {
  const { state } = options;
  scaleway.openFolder(state);
  io.showProgress?.(STARTING);
  const server = (await scaleway.findStartedServer(state)) ?? (await startInBackground(options, scaleway));
  if (typeof server === "string") {
    io.stderr(server);
    return EXIT.failure;
  }
  if (options.reset === true) await scaleway.resetState(state);
  io.showProgress?.("");
  printServer(server, state, io);
  io.stdout("It runs in the background. scw-containers local stop stops it, and keeps the state.\n");
  return EXIT.ok;
}

/** The server, or the output of one that could not be started. */
async function startInBackground(
  { state, port, engine }: LocalOptions,
  scaleway: LocalPackage,
): Promise<FoundServer | string> {
  const args = ["local", "--state", state, "--engine", engine, ...(port === undefined ? [] : ["--port", String(port)])];
  const output = join(state, OUTPUT_FILE);
  // Another command may start a server at the same moment.
  const own = `${output}.${process.pid}`;
  const file = openSync(own, "w", PRIVATE);
  const [, program = ""] = process.argv;
  const child = spawn(process.execPath, [program, ...args], { detached: true, stdio: ["ignore", file, file] });
  closeSync(file);
  child.unref();
  const interrupted = new AbortController();
  const interrupt = () => {
    interrupted.abort();
    child.kill();
  };
  for (const signal of STOP_SIGNALS) process.once(signal, interrupt);
  try {
    while (child.exitCode === null && child.signalCode === null) {
      const server = await scaleway.findServer(state);
      if (server !== undefined && !interrupted.signal.aborted) {
        if (server.pid === child.pid) renameSync(own, output);
        return server;
      }
      await wait(POLL_MS);
    }
    if (interrupted.signal.aborted) return "";
    return (await scaleway.findStartedServer(state)) ?? readFileSync(own, "utf8");
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, interrupt);
    rmSync(own, { force: true });
  }
}

/** Stops the server of the state directory. */
export async function stop(state: string, scaleway: LocalPackage, io: Io): Promise<number> {
  const server = await scaleway.findServer(state);
  if (server === undefined) {
    io.stdout(`No server uses ${printable(state)}.\n`);
    return EXIT.ok;
  }
  process.kill(server.pid, "SIGTERM");
  io.showProgress?.(STOPPING);
  for (const deadline = Date.now() + STOP_LIMIT_MS; isRunning(server.pid);) {
    await wait(POLL_MS);
    if (Date.now() < deadline) continue;
    printMessage("error", `process ${server.pid} does not stop. Stop it with kill -9 ${server.pid}.`, io);
    return EXIT.failure;
  }
  io.stdout(`Stopped. The state stays in ${printable(state)}.\n`);
  return EXIT.ok;
}

/** Prints to stderr, because stdout may be the output of a command. */
export function printReplacedPort({ url, isPortReplaced }: { url: string; isPortReplaced: boolean }, io: Io): void {
  if (isPortReplaced) io.stderr(`The port is in use. The server uses ${url}.\n`);
}

export function printServer({ url, pageUrl, engine, missingEngine, pid }: FoundServer, state: string, io: Io): void {
  const parts = [`Scaleway on ${url}`, `state ${printable(state)}`, `process ${pid}`, `engine ${engine ?? "none"}`];
  io.stdout(`${styled(io.colors.stdout, "bold", parts[0] ?? "")}   ${parts.slice(1).join("   ")}\n`);
  io.stdout(`Page ${pageUrl}\n`);
  if (engine === undefined) io.stdout(`${missingEngine ?? "Containers do not run. Deployments succeed at once."}\n`);
  io.stdout(`${differences(engine)}\n`);
}

/** What is not as at Scaleway; docs/local.md has all of it. */
export function differences(engine: string | undefined): string {
  const isEmulated = engine !== undefined && process.arch !== "x64";
  return `${DIFFERENCES}${isEmulated ? " Images for amd64 run by emulation." : ""}`;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of STOP_SIGNALS)
      process.once(signal, () => {
        resolve();
      });
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
