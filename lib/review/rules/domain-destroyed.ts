import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { isGone, oldNameOf } from "../analysis/naming";

export const domainDestroyed: ReviewRule = {
  id: "domain-destroyed",
  severity: "high",
  finds: "a custom domain that is destroyed or replaced",
  why: "The hostname answers no more. When it is replaced, that lasts until a new certificate is issued.",
  todo: "Make sure that nobody calls the hostname, or plan for a gap of some minutes.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (change.type !== "scaleway_container_domain" || !isGone(change)) continue;
      const hostname = oldNameOf(change);
      yield {
        change,
        what:
          change.action === "replace"
            ? text`${hostname} is taken away and added again, with a new certificate`
            : text`${hostname} answers no more`,
      };
    }
  },
};
