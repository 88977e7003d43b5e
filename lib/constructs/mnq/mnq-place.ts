import { Token } from "cdktf";
import type { TriggerScope } from "../../contracts/message-source";
import { MNQ_REGIONS } from "../../facts/limits";
import { addWarning } from "../../terraform/warnings";

/** The region and project for the resources of a source. Warns if Scaleway does not list Queues and NATS in the region. */
export function mnqPlace(scope: TriggerScope) {
  const { region, projectId, container } = scope;
  const known = container.region;
  if (known !== undefined && !Token.isUnresolved(known) && !(MNQ_REGIONS as readonly string[]).includes(known)) {
    addWarning(
      scope,
      "mnq-region",
      `Scaleway's SDK knows Queues and NATS in ${MNQ_REGIONS.join(" and ")} alone, and the container is in ${known}; use MnqSource.sqs or MnqSource.nats with what is made there`,
    );
  }
  return { region, projectId };
}
