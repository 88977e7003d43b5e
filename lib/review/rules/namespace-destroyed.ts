import { markup } from "../analysis/markup";
import { isGone, previousNameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";

export const namespaceDestroyed: ReviewRule = {
  id: "namespace-destroyed",
  severity: "critical",
  finds: "a namespace that is destroyed or replaced",
  why: "Scaleway destroys all its containers and their URLs, including containers that this code does not manage.",
  todo: "Check which other containers are in the namespace. To rename it, create a second namespace and move the callers first.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (change.type !== "scaleway_container_namespace" || !isGone(change)) continue;
      yield { change, what: markup`the namespace ${previousNameOf(change)} is destroyed with all its containers` };
    }
  },
};
