import { markup } from "../analysis/markup";
import { isGone, previousNameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";

export const domainDestroyed: ReviewRule = {
  id: "domain-destroyed",
  severity: "high",
  finds: "a custom domain that is destroyed or replaced",
  why: "Requests to the hostname fail. After a replacement, they fail until a new certificate is issued.",
  todo: "Make sure that nobody calls the hostname, or plan for a downtime of some minutes.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (change.type !== "scaleway_container_domain" || !isGone(change)) continue;
      const hostname = previousNameOf(change);
      yield {
        change,
        what:
          change.action === "replace"
            ? markup`${hostname} is removed and added again, with a new certificate`
            : markup`${hostname} is removed`,
      };
    }
  },
};
