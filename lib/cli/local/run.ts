import { printable } from "../../base/text";
import type { LocalOptions } from "../arguments/local";
import { MAX_FAILURE, runProgram } from "../child-process";
import { EXIT, type Io } from "../io";
import { containerLines } from "./containers";
import type { LocalPackage, SharedServer } from "./package";
import { differences, printReplacedPort, STARTING, STOPPING } from "./serve";

/** Is set for commands of `local`: it prints the logs of containers in error, and they do not. */
export const RUN_VARIABLE = "SCW_CONTAINERS_LOCAL_RUN";

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
    const environment = { ...scaleway.localEnvironment(server.url, process.env), [RUN_VARIABLE]: "1" };
    const code = await runProgram(command, environment, io);
    if (code !== EXIT.ok && code <= MAX_FAILURE) {
      const { printFailed } = await import("./failed.js");
      await printFailed(server, scaleway, io);
    }
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
