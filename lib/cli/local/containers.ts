import { printable } from "../../base/text";
import type { LocalOptions } from "../arguments/local";
import { EXIT, printMessage, type Io } from "../io";
import { containerOf, findContainer } from "../logs/containers";
import type { ListedContainer, LocalPackage } from "./package";

/** One line for each container: its name, its status and its URLs. */
export function containerLines(containers: readonly ListedContainer[]): string[] {
  const rows = containers.map(({ name, status, reason, urls }) => [
    printable(name),
    reason === "" ? status : `${status}: ${printable(reason)}`,
    urls.join("   "),
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("   ")}`.trimEnd());
}

/** Prints the URL of a container, for scripts. */
export async function printUrl(name: string, { state }: LocalOptions, scaleway: LocalPackage, io: Io): Promise<number> {
  const server = await scaleway.findServer(state);
  if (server === undefined) {
    printMessage("error", `no server uses ${printable(state)}. Run scw-containers local to start one.`, io);
    return EXIT.failure;
  }
  const containers = await scaleway.listContainers(server);
  const { urls } = findContainer(
    name,
    containers.map((container) => ({ ...container, ...containerOf(container.id, container.resourceName) })),
  );
  io.stdout(`${urls[0] ?? ""}\n`);
  return EXIT.ok;
}
