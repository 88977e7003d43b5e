import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { isSystemError } from "../../base/files";
import { packageVersion } from "../../base/package";
import { count, printable } from "../../base/text";
import type { LocalOptions, LocalRequest } from "../arguments/local";
import { EXIT, printMessage, styled, type Io } from "../io";
import { loadLocalPackage, type LocalPackage, type LocalServer } from "../local-package";

/** The package is not on npm, and somebody else could publish its name there: the user installs a file. */
const missing = (archive = `local-scaleway-${packageVersion()}.tgz`) =>
  `the package local-scaleway is not installed, and not on npm yet. ` +
  `In a clone of this library, run npm ci && npm pack ./packages/local-scaleway. ` +
  `Then run npm install --save-dev /path/to/${archive} here.`;
const NOT_EMULATED = "Not emulated: quotas, IAM rights, registry rights, DNS.";
const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;
const COMMAND_NOT_FOUND = 127;
const KILLED = 128;

/** Runs a local Scaleway, or a command that uses one. */
export async function local(request: LocalRequest, options: LocalOptions, io: Io): Promise<number> {
  const scaleway = await loadLocalPackage();
  if (scaleway === undefined) {
    printMessage("error", missing(), io);
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
    case "reset":
      if (existsSync(state)) await scaleway.resetState(state);
      io.stdout(`Removed all resources in ${printable(state)}.\n`);
      return EXIT.ok;
    case "snapshot":
      await scaleway.saveSnapshot(state, request.file);
      io.stdout(`Wrote ${printable(request.file)}. It contains secrets.\n`);
      return EXIT.ok;
    case "restore":
      await scaleway.loadSnapshot(state, request.file);
      io.stdout(`Restored ${printable(request.file)}.\n`);
      return EXIT.ok;
  }
}

async function start({ state, port, reset }: LocalOptions, scaleway: LocalPackage, io: Io): Promise<LocalServer> {
  const server = await scaleway.startServer({ folder: state, port });
  // Not to stdout, which may be the output of a command.
  if (server.isPortReplaced) io.stderr(`The port is in use. The server uses ${server.url}.\n`);
  if (reset === true) await scaleway.resetState(state);
  return server;
}

async function serve(options: LocalOptions, scaleway: LocalPackage, io: Io): Promise<number> {
  const server = await start(options, scaleway, io);
  const stopped = stopSignal();
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

/** Runs a command with the server of this project, or with one that is stopped afterwards. */
async function run(command: readonly string[], options: LocalOptions, scaleway: LocalPackage, io: Io): Promise<number> {
  const found = await scaleway.findServer(options.state);
  if (found !== undefined && options.reset === true) await scaleway.resetState(options.state);
  if (found !== undefined) {
    printUsed(found.url, `process ${found.pid}`, options.state, io);
    return runCommand(command, scaleway.localEnvironment(found.url, process.env), io);
  }
  const server = await start(options, scaleway, io);
  printUsed(server.url, "for this command", options.state, io);
  try {
    return await runCommand(command, scaleway.localEnvironment(server.url, process.env), io);
  } finally {
    await server.close();
  }
}

/** Prints to stderr, because stdout is the output of the command. */
function printUsed(url: string, server: string, state: string, io: Io): void {
  io.stderr(`Scaleway on ${url}, ${server}, state ${printable(state)}\n`);
}

function runCommand([program = "", ...args]: readonly string[], env: NodeJS.ProcessEnv, io: Io): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit", env });
    const forward = (signal: NodeJS.Signals) => child.kill(signal);
    // A terminal sends Ctrl-C to both processes. The command decides when it ends.
    const interrupt = process.stdin.isTTY ? () => undefined : forward;
    process.on("SIGTERM", forward);
    process.on("SIGINT", interrupt);
    const end = () => {
      process.off("SIGTERM", forward);
      process.off("SIGINT", interrupt);
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      end();
      if (error.code !== "ENOENT") {
        reject(error);
        return;
      }
      printMessage("error", `${program}: command not found`, io);
      resolve(COMMAND_NOT_FOUND);
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
  io.stdout(
    `${count(
      resources.reduce((sum, [, number]) => sum + Number(number), 0),
      "resource",
    )}.\n`,
  );
  return EXIT.ok;
}
