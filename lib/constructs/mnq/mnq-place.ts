import { Token } from "cdktf";
import { MNQ_REGIONS } from "../../facts/limits";
import type { MnqTrigger } from "./mnq-trigger";
import { addWarning } from "../../terraform/warnings";
import { regionFor } from "../../terraform/stack-region";

/** Where what a trigger listens to is made: beside its container. */
export function mnqPlace(scope: MnqTrigger) {
  const { region: known, namedProjectId: projectId } = scope.container;
  const isKnown = known !== undefined && !Token.isUnresolved(known);
  if (isKnown && !(MNQ_REGIONS as readonly string[]).includes(known)) {
    addWarning(
      scope,
      "mnq-region",
      `Scaleway's SDK knows Queues and NATS in ${MNQ_REGIONS.join(" and ")} alone, and the container is in ${known}; use MnqSource.sqs or MnqSource.nats with what is made there`,
    );
  }
  return { region: regionFor(scope, scope.container), projectId };
}
