import { printable } from "../../base/text";
import { readProfile } from "../../scaleway-api/profile";
import { ScalewayApi } from "../../scaleway-api/scaleway-api";
import type { DeployedLogsOptions } from "../arguments/logs";
import { EXIT, type Io } from "../io";
import { CockpitLogs } from "../logs/cockpit-logs";
import { displayContainer } from "../logs/containers";
import { printFailed } from "../logs/failed";
import { LogError } from "../logs/log-error";
import { findTarget, readStackTargets } from "../logs/targets";

/** The region of Scaleway's tools without a configuration. */
const DEFAULT_REGION = "fr-par";

/** Prints the logs of a container that is deployed, or of all that are in error. */
export async function logs(name: string | undefined, options: DeployedLogsOptions, io: Io): Promise<number> {
  const profile = await readProfile();
  const api = profile.secretKey === undefined ? undefined : new ScalewayApi(profile);
  const cockpit = new CockpitLogs(api, io);
  try {
    const stacks = await readStackTargets(options.output);
    if (name === undefined && stacks.targets.length === 0 && stacks.problems.length === 0) {
      const remedy = options.failed === true ? "" : ", pass the name of a container";
      const problem = `${printable(options.output)}: the stacks have no deployed container`;
      throw new LogError(
        "unknown-container",
        `${problem}. Deploy first${remedy}, or pass another directory with --output.`,
      );
    }
    if (options.failed === true) {
      const { count, isComplete } = await printFailed(stacks, { json: options.json, api, io });
      if (count === 0 && isComplete) io.stderr("No container is in error.\n");
      return isComplete ? EXIT.ok : EXIT.failure;
    }
    const target = await findTarget(name, stacks, options.region ?? profile.region ?? DEFAULT_REGION, api);
    for (const problem of stacks.problems) io.stderr(`${printable(problem)} Its secrets are not masked.\n`);
    const isPrinted = await cockpit.print(target, { ...options, secrets: stacks.secrets });
    if (!isPrinted && options.follow !== true) {
      io.stderr(
        `No lines of ${printable(displayContainer(target))} found. Cockpit keeps logs for 7 days by default.\n`,
      );
    }
    return EXIT.ok;
  } finally {
    await cockpit.close();
    await api?.close();
  }
}
