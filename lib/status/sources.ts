import type { DeployedStacks } from "../deployed/read-stacks";
import type { ImageLock } from "../images/lock-file";
import type { ScalewayApiError } from "../scaleway-api/api-error";
import type { LiveResources } from "./live-resources";
import type { QueueDepths } from "./queue-depths";

/** Everything that was read. */
export interface StatusSources {
  readonly deployed: DeployedStacks;
  /** What exists at Scaleway, or why nothing was read. */
  readonly live: LiveResources | ScalewayApiError;
  readonly queues: QueueDepths;
  /** Undefined if there is no lock file. */
  readonly lock: ImageLock | undefined;
  readonly now: Date;
}
