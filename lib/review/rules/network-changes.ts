import { attributeAt } from "../analysis/attribute-at";
import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { isTransition, transition } from "../analysis/transition";

export const networkChanges: ReviewRule = {
  id: "network-changes",
  severity: "high",
  finds: "a container that leaves its private network or joins another one",
  why: "The container no longer reaches databases and services in the old network.",
  todo: "Make sure that the container reaches everything that it calls from the new network or over the internet.",
  *check({ containers }) {
    for (const { change, name, after } of containers) {
      const network = attributeAt(change, "private_network_id");
      if (after === undefined || !isTransition(network)) continue;
      yield { change, what: markup`the private network of ${name} changes: ${transition(network)}` };
    }
  },
};
