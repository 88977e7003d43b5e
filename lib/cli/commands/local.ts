import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { isSystemError, writeFile } from "../../base/files";
import { packageVersion } from "../../base/package";
import { count, printable } from "../../base/text";
import type { LocalOptions, LocalRequest } from "../arguments/local";
import { EXIT, printMessage, styled, type Io } from "../io";
import { localLogs } from "./local-logs";
import { runTrigger } from "./local-trigger";
import { loadLocalPackage, type LocalPackage } from "../local-package";

/** The package is not on npm, and somebody else could publish its name there: the user installs a file. */
const missingPackage = () =>
  `the package local-scaleway is not installed, and not on npm yet. ` +
  `In a clone of this library, run npm ci && npm pack ./packages/local-scaleway. ` +
  `Then run npm install --save-dev /path/to/local-scaleway-${packageVersion()}.tgz here.`;
const NOT_EMULATED = "Not emulated: quotas, IAM rights, registry rights, DNS.";
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** The exit codes of a shell. */
const START_ERRORS: Readonly<Record<string, readonly [code: number, reason: string]>> = {
  ENOENT: [127, "command not found"],
  EACCES: [126, "permission denied"],
};
const KILLED = 128;
/** The permissions of a file with secrets. */
const PRIVATE = 0o600;

/** Runs a local Scaleway, or a command that uses one. */
export async function local(request: LocalRequest, options: LocalOptions, io: Io): Promise<number> {
  const scaleway = await loadLocalPackage();
  if (scaleway === undefined) {
    printMessage("error", missingPackage(), io);
    return EXIT.failure;
  }
  try {
    return await perform(request, options, scaleway, io);
  } catch (error) {
    if (isSystemError(error) || !(error instanceof Error)) throw error;
    printMessage("error", error.message, io);
    return EXIT.failure;
  }
}

async function perform(request: LocalRequest, options: LocalOptions, scaleway: LocalPackage, io: Io): Promise<number> {
  const { state } = options;
  switch (request.action) {
    case "serve":
      return serve(options, scaleway, io);
    case "run":
      return run(request.command, options, scaleway, io);
    case "status":
      return printStatus(state, scaleway, io);
    case "logs":
      return localLogs(request, state, scaleway, io);
    case "reset":
      if (existsSync(state)) await scaleway.resetState(state);
      io.stdout(`Removed all resources in ${printable(state)}.\n`);
      return EXIT.ok;
    case "snapshot":
      writeFile(request.file, `${JSON.stringify(await scaleway.takeSnapshot(state))}\n`, PRIVATE);
      io.stdout(`Wrote ${printable(request.file)}. It contains secrets.\n`);
      return EXIT.ok;
    case "restore":
      await scaleway.loadSnapshot(state, request.file);
      io.stdout(`Restored ${printable(request.file)}.\n`);
      return EXIT.ok;
    case "trigger":
      return runTrigger(request, state, scaleway, io);
  }
}

async function serve(options: LocalOptions, scaleway: LocalPackage, io: Io): Promise<number> {
  const { state: folder, port, reset } = options;
  const server = await scaleway.startServer({ folder, port });
  const stopped = stopSignal();
  if (reset === true) await scaleway.resetState(folder);
  printReplacedPort(server, io);
  io.stdout(`${styled(io.colors.stdout, "bold", `Scaleway on ${server.url}`)}   state ${printable(options.state)}\n`);
  io.stdout(`${NOT_EMULATED} Containers do not run.\n`);
  io.stdout("Ctrl-C stops the server and keeps the state. In another terminal: scw-containers local -- COMMAND\n");
  await stopped;
  await server.close();
  return EXIT.ok;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of STOP_SIGNALS)
      process.once(signal, () => {
        resolve();
      });
  });
}

/** Prints to stderr, because stdout is the output of the command. */
function printReplacedPort({ url, isPortReplaced }: { url: string; isPortReplaced: boolean }, io: Io): void {
  if (isPortReplaced) io.stderr(`The port is in use. The server uses ${url}.\n`);
}

/** Runs a command with the server of this project, or with one that is stopped afterwards. */
async function run(command: readonly string[], options: LocalOptions, scaleway: LocalPackage, io: Io): Promise<number> {
  const { state: folder, port, reset } = options;
  const server = await scaleway.joinOrStart({ folder, port });
  try {
    if (reset === true) await scaleway.resetState(folder);
    printReplacedPort(server, io);
    const owner = server.pid === process.pid ? "for this command" : `process ${server.pid}`;
    io.stderr(`Scaleway on ${server.url}, ${owner}, state ${printable(folder)}\n`);
    return await runCommand(command, scaleway.localEnvironment(server.url, process.env), io);
  } finally {
    await server.close(() => {
      io.stderr("Another command uses this server. Waiting for the command to end.\n");
    });
  }
}

function runCommand([program = "", ...args]: readonly string[], env: NodeJS.ProcessEnv, io: Io): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit", env });
    const forward = (signal: NodeJS.Signals) => child.kill(signal);
    // A terminal sends its signals to both processes, and Terraform gives up at a second Ctrl-C.
    const isFromTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
    const listener = (signal: NodeJS.Signals) => (isFromTerminal && signal !== "SIGTERM" ? true : forward(signal));
    for (const signal of STOP_SIGNALS) process.on(signal, listener);
    const end = () => {
      for (const signal of STOP_SIGNALS) process.off(signal, listener);
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      end();
      const [code, reason] = START_ERRORS[error.code ?? ""] ?? [];
      if (code === undefined) {
        reject(error);
        return;
      }
      printMessage("error", `${program}: ${reason}`, io);
      resolve(code);
    });
    child.once("exit", (code, signal) => {
      end();
      resolve(code ?? KILLED + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

async function printStatus(state: string, scaleway: LocalPackage, io: Io): Promise<number> {
  const server = await scaleway.findServer(state);
  if (server === undefined) {
    io.stdout(`No server uses ${printable(state)}. Run scw-containers local to start one.\n`);
    return EXIT.failure;
  }
  io.stdout(`Scaleway on ${server.url}   process ${server.pid}   state ${printable(state)}\n`);
  const resources = Object.entries(await scaleway.countResources(server));
  for (const [kind, number] of resources) io.stdout(`  ${String(number).padStart(5)}  ${printable(kind)}\n`);
  const total = resources.reduce((sum, [, number]) => sum + Number(number), 0);
  io.stdout(`${count(total, "resource")}.\n`);
  return EXIT.ok;
}
