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
  const { current, problem } = await currentTargets(targets, api);
  const failed = current.filter(({ status }) => status === "error");
  if (problem !== undefined) {
    io.stderr(`The status of containers cannot be read, and may have changed since the last apply: ${problem}\n`);
  }
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
  for (const text of problems) io.stderr(`The logs cannot be printed: ${printable(text)}\n`);
  return { count: failed.length, isComplete: problems.size === 0 && problem === undefined };
}

/** The line above the lines of a container. */
export function failedTitle(container: string, reason: string, { colors }: Io): string {
  const title = `The last lines of ${printable(container)}`;
  return styled(colors.stdout, "bold", `${title}${reason === "" ? "" : ` (${printable(reason)})`}:`);
}

/** The containers with the status in the API, which may be newer than the one in the state. */
async function currentTargets(
  targets: readonly LogTarget[],
  api: ScalewayApi | undefined,
): Promise<{ readonly current: readonly LogTarget[]; readonly problem?: string }> {
  if (api === undefined) return { current: targets };
  let problem: string | undefined;
  const current = await mapConcurrently(targets, CONCURRENT_REQUESTS, async (target) => {
    // Each request to an API that does not respond takes a minute.
    if (problem !== undefined) return target;
    const resource = await orApiError(getResource(CONTAINERS, target, api));
    if (resource instanceof ScalewayApiError) {
      if (resource.code !== "not-found") problem = resource.message;
      return target;
    }
    const { status, error_message: errorMessage } = resource;
    return { ...target, status, errorMessage: errorMessage ?? target.errorMessage };
  });
  return { current, ...(problem !== undefined && { problem }) };
}
