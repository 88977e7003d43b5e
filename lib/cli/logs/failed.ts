import { mapConcurrently } from "../../base/concurrency";
import { printable } from "../../base/text";
import { CONTAINERS, getResource } from "../../scaleway-api/containers";
import { orApiError, ScalewayApiError } from "../../scaleway-api/api-error";
import type { ScalewayApi } from "../../scaleway-api/scaleway-api";
import { styled, type Io } from "../io";
import { CockpitLogs } from "./cockpit-logs";
import { displayContainer } from "./containers";
import { LogError } from "./log-error";
import { MASK } from "./print";
import type { LogTarget, StackTargets } from "./targets";

/** The lines of each container that is in error. */
export const FAILED_TAIL = 50;
const CONCURRENT_REQUESTS = 8;

/**
 * Prints the last lines of each container in error.
 * @returns the number of these containers, and whether the logs of all of them could be read
 */
export async function printFailed(
  { targets, secrets, problems: unreadable }: StackTargets,
  { json, api, io }: { readonly json?: boolean | undefined; readonly api: ScalewayApi | undefined; readonly io: Io },
): Promise<{ readonly count: number; readonly isComplete: boolean }> {
  const current = await mapConcurrently(targets, CONCURRENT_REQUESTS, (target) => withStatus(target, api));
  const failed = current.filter(({ status }) => status === "error");
  const logs = new CockpitLogs(api, io);
  const problems = new Set(unreadable);
  try {
    for (const target of failed) {
      const reason = secrets.maskOnce(target.errorMessage ?? "", MASK);
      if (json !== true) io.stdout(`${failedTitle(displayContainer(target), reason, io)}\n`);
      try {
        const isPrinted = await logs.print(target, { tail: FAILED_TAIL, secrets, ...(json === true && { json }) });
        if (!isPrinted)
          io.stderr(`${printable(displayContainer(target))} has no lines: its program may not have started.\n`);
      } catch (error) {
        if (!(error instanceof LogError || error instanceof ScalewayApiError)) throw error;
        problems.add(error.message);
      }
    }
  } finally {
    await logs.close();
  }
  for (const problem of problems) io.stderr(`The logs cannot be printed: ${problem}\n`);
  return { count: failed.length, isComplete: problems.size === 0 };
}

/** The line above the lines of a container. */
export function failedTitle(container: string, reason: string, { colors }: Io): string {
  const title = `The last lines of ${printable(container)}`;
  return styled(colors.stdout, "bold", `${title}${reason === "" ? "" : ` (${printable(reason)})`}:`);
}

/** The status in the API, which may be newer than the one in the state. */
async function withStatus(target: LogTarget, api: ScalewayApi | undefined): Promise<LogTarget> {
  if (api === undefined) return target;
  const current = await orApiError(getResource(CONTAINERS, target, api));
  if (current instanceof ScalewayApiError) return target;
  const { status, error_message: errorMessage } = current;
  return { ...target, status, errorMessage: errorMessage ?? target.errorMessage };
}
