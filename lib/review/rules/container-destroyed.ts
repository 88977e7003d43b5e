import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const containerDestroyed: ReviewRule = {
  id: "container-destroyed",
  severity: "critical",
  finds: "a container that is destroyed",
  why: "The service and its URL are lost. The URL cannot be recovered.",
  todo: "Make sure that nobody calls the container. To keep it, restore it in the code, or move it with a moved block.",
  *check({ containers }) {
    for (const { change, name } of containers) {
      if (change.action === "delete") yield { change, what: markup`${name} is destroyed` };
    }
  },
};
