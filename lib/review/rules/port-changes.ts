import { attributeAt } from "../analysis/attribute-at";
import { isTransition, transition } from "../analysis/transition";
import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const portChanges: ReviewRule = {
  id: "port-changes",
  severity: "medium",
  finds: "a container whose port changes",
  why: "Scaleway sends requests to the new port. If the application does not listen there, the deployment fails.",
  todo: "Make sure that the deployed image listens on the new port, or reads it from PORT.",
  *check({ containers }) {
    for (const { change, name, after } of containers) {
      if (after === undefined) continue;
      const port = attributeAt(change, "port");
      if (isTransition(port)) yield { change, what: markup`the port of ${name} changes: ${transition(port)}` };
    }
  },
};
