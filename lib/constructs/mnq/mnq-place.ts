import { Token } from "cdktf";
import type { TriggerScope } from "../../contracts/message-source";
import { MNQ_REGIONS } from "../../facts/limits";
import { addWarning } from "../../terraform/warnings";

/** The region and project for the resources of a source. Warns if Scaleway does not list Queues and NATS in the region. */
export function mnqPlace(scope: TriggerScope) {
  const { region, projectId, container } = scope;
  const actual = container.region;
  if (actual !== undefined && !Token.isUnresolved(actual) && !MNQ_REGIONS.some((each) => each === actual)) {
    addWarning(
      scope,
      "mnq-region",
      `The container is in ${actual}, but Scaleway's SDK lists Queues and NATS only in ${MNQ_REGIONS.join(" and ")}. Use MnqSource.sqs or MnqSource.nats with an existing queue or account.`,
    );
  }
  return { region, projectId };
}
