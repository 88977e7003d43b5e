import { onStderr, type Io } from "../io";
import { FAILED_TAIL, failedTitle } from "../logs/failed";
import { queryLogs } from "../logs/loki";
import { MASK, printLogs } from "../logs/print";
import { readStackTargets } from "../logs/targets";
import { defaultOutput } from "../output-directory";
import { localSource } from "./log-source";
import type { FoundServer, LocalPackage } from "./package";

/** Prints the last lines of each container in error to stderr, without the secrets of the stacks in the working directory. */
export async function printFailed(server: FoundServer, scaleway: LocalPackage, io: Io): Promise<void> {
  // The server may have been stopped meanwhile.
  const containers = await scaleway.listContainers(server).catch(() => []);
  const failed = containers.filter(({ status }) => status === "error");
  if (failed.length === 0) return;
  const { secrets } = await readStackTargets(defaultOutput());
  const output = onStderr(io);
  for (const { id, name, reason } of failed) {
    output.stdout(`${failedTitle(name, secrets.maskOnce(reason, MASK), output)}\n`);
    const selector = `{resource_id=${JSON.stringify(id)}}`;
    const request = { selector, tail: FAILED_TAIL, pollMs: 0, hasContainer: false, secrets };
    await printLogs(request, (query) => queryLogs(localSource(server.url), query).catch(() => []), output);
  }
}
