import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { isGone, oldNameOf } from "../analysis/naming";

export const namespaceDestroyed: ReviewRule = {
  id: "namespace-destroyed",
  severity: "critical",
  finds: "a namespace that is destroyed or replaced",
  why: "All containers in it go with it, those that are not managed here too, and so do their URLs.",
  todo: "Look at what else is in the namespace. To rename it, make a new one beside it and move callers first.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (change.type !== "scaleway_container_namespace" || !isGone(change)) continue;
      yield { change, what: text`the namespace ${oldNameOf(change)} is destroyed, with all containers in it` };
    }
  },
};
