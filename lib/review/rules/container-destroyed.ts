import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const containerDestroyed: ReviewRule = {
  id: "container-destroyed",
  severity: "critical",
  finds: "a container that is destroyed",
  why: "The service is gone, and its URL with it: it can't be had again.",
  todo: "Make sure that nobody calls it any more. To keep it, put it back into the code, or move it with a moved block.",
  *check({ containers }) {
    for (const { change, name } of containers) {
      if (change.action === "delete") yield { change, what: text`${name} is destroyed` };
    }
  },
};
