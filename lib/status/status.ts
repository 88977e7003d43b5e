import { count } from "../base/text";
import { readDeployedStacks, type DeployedStacks } from "../deployed/read-stacks";
import type { ImageLock } from "../images/lock-file";
import { ScalewayApiError } from "../scaleway-api/api-error";
import { readProfile } from "../scaleway-api/profile";
import { ScalewayApi } from "../scaleway-api/scaleway-api";
import { buildReport } from "./build-report";
import { readLiveResources, type LiveResources } from "./live-resources";
import { QueueDepths } from "./queue-depths";
import type { StatusReport } from "./status-schema";

export interface StatusOptions {
  /** The output directory of CDKTF. */
  readonly output: string;
  /**
   * The names of the stacks.
   * @default - all stacks of the last synthesis
   */
  readonly stacks: readonly string[];
  /** Undefined if there is no lock file. */
  readonly lock: ImageLock | undefined;
  /** Receives what is being read. */
  readonly showProgress?: ((text: string) => void) | undefined;
  /** The time after which schedules run next. */
  readonly now: Date;
}

/**
 * Compares the states of stacks with Scaleway. What cannot be read is in the report.
 * @throws ValidationError if the directory has no stack, or no stack with one of the names
 */
export async function statusOf({ output, stacks, lock, showProgress, now }: StatusOptions): Promise<StatusReport> {
  const deployed = await readDeployedStacks(output, {
    names: stacks,
    onProgress: (done, total) => {
      showProgress?.(`Reading ${done} of ${count(total, "state")}`);
    },
  });
  const { live, apiUrl } = await readLive(deployed, showProgress);
  const queues = await QueueDepths.read(deployed.stacks, apiUrl);
  return buildReport({ deployed, live, queues, lock, now });
}

const NOTHING: LiveResources = {
  containers: { byId: new Map(), errors: new Map() },
  domains: { byId: new Map(), errors: new Map() },
  triggers: { byId: new Map(), errors: new Map() },
  namespaceNames: new Map(),
};

/** What exists, or why it was not read. Without a container in the states, there is nothing to read. */
async function readLive(
  { stacks }: DeployedStacks,
  showProgress: StatusOptions["showProgress"],
): Promise<{ readonly live: LiveResources | ScalewayApiError; readonly apiUrl?: string }> {
  const isEmpty = stacks.every((each) => each.containers.length + each.domains.length + each.triggers.length === 0);
  if (isEmpty) return { live: NOTHING };
  let api: ScalewayApi | undefined;
  try {
    const profile = await readProfile();
    api = new ScalewayApi(profile);
    const { apiUrl } = profile;
    const live = await readLiveResources(stacks, api, (done, total) => {
      showProgress?.(`Reading ${done} of ${count(total, "list")} of Scaleway's API`);
    });
    return { live, apiUrl };
  } catch (error) {
    if (error instanceof ScalewayApiError) return { live: error };
    throw error;
  } finally {
    await api?.close();
  }
}
