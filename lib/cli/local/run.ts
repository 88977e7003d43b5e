import { spawn } from "node:child_process";
import { constants } from "node:os";
import { printable } from "../../base/text";
import type { LocalOptions } from "../arguments/local";
import { printMessage, type Io } from "../io";
import { containerLines } from "./containers";
import type { LocalPackage, SharedServer } from "./package";
import { differences, printReplacedPort, STARTING, STOP_SIGNALS, STOPPING } from "./serve";

/** The exit codes of a shell. */
const START_ERRORS: Readonly<Record<string, readonly [code: number, reason: string]>> = {
  ENOENT: [127, "command not found"],
  EACCES: [126, "permission denied"],
};
const KILLED = 128;

/** Runs a command with the server of this project, or with one that is stopped afterwards. */
export async function run(
  command: readonly string[],
  { state: folder, port, engine, reset }: LocalOptions,
  scaleway: LocalPackage,
  io: Io,
): Promise<number> {
  io.showProgress?.(STARTING);
  const server = await scaleway.joinOrStart({ folder, port, engine });
  try {
    if (reset === true) await scaleway.resetState(folder);
    // The terminal is the command's now.
    io.showProgress?.("");
    printReplacedPort(server, io);
    const owner = isOwn(server) ? "for this command" : `process ${server.pid}`;
    io.stderr(`Scaleway on ${server.url}, ${owner}, state ${printable(folder)}, engine ${server.engine ?? "none"}\n`);
    if (isOwn(server)) io.stderr(`${differences(server.engine)}\n`);
    if (server.missingEngine !== undefined) io.stderr(`${server.missingEngine}\n`);
    const code = await runCommand(command, scaleway.localEnvironment(server.url, process.env), io);
    await printContainers(server, scaleway, io);
    return code;
  } finally {
    io.showProgress?.(STOPPING);
    await server.close(() => {
      io.stderr("Another command uses this server. Waiting for the command to end.\n");
    });
  }
}

/** Prints where containers are reached, to stderr: stdout is the output of the command. */
async function printContainers(server: SharedServer, scaleway: LocalPackage, io: Io): Promise<void> {
  if (server.engine === undefined) return;
  // The server may have been stopped meanwhile.
  const containers = await scaleway.listContainers(server).catch(() => []);
  if (containers.length === 0) return;
  for (const line of containerLines(containers)) io.stderr(`${line}\n`);
  if (isOwn(server)) io.stderr("Containers stop with this command. To keep them: scw-containers local --detach\n");
}

function isOwn({ pid }: SharedServer): boolean {
  return pid === process.pid;
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
