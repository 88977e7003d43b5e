import { count, printable } from "../../base/text";
import { EXIT, type Io } from "../io";
import { containerLines } from "./containers";
import type { LocalPackage } from "./package";
import { printServer } from "./serve";

/** Prints the server of the state directory, its containers and the number of its resources. */
export async function printStatus(state: string, scaleway: LocalPackage, io: Io): Promise<number> {
  const server = await scaleway.findServer(state);
  if (server === undefined) {
    io.stdout(`No server uses ${printable(state)}. Run scw-containers local to start one.\n`);
    return EXIT.failure;
  }
  printServer(server, state, io);
  for (const line of containerLines(await scaleway.listContainers(server))) io.stdout(`${line}\n`);
  const resources = Object.entries(await scaleway.countResources(server));
  for (const [kind, number] of resources) io.stdout(`  ${String(number).padStart(5)}  ${printable(kind)}\n`);
  const total = resources.reduce((sum, [, number]) => sum + Number(number), 0);
  io.stdout(`${count(total, "resource")}.\n`);
  return EXIT.ok;
}
