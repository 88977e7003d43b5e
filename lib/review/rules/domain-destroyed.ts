import { attributeAt, isHidden } from "../analysis/attribute-at";
import { markup, type Markup } from "../analysis/markup";
import { nameOf, previousNameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { isTransition } from "../analysis/transition";
import { KNOWN_AFTER_APPLY, type ResourceChange } from "../plan/plan";

export const domainDestroyed: ReviewRule = {
  id: "domain-destroyed",
  severity: "high",
  finds: "a custom domain that is destroyed, replaced, or gets another hostname or container",
  why: "Requests to the hostname fail. After a replacement, they fail until a new certificate is issued.",
  todo: "Make sure that nobody calls the hostname, or plan for a downtime of some minutes.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (change.type !== "scaleway_container_domain") continue;
      const what = consequence(change);
      if (what !== undefined) yield { change, what };
    }
  },
};

function consequence(change: ResourceChange): Markup | undefined {
  const hostname = previousNameOf(change);
  if (change.action === "delete") return markup`${hostname} is removed`;
  const isUnknown = attributeAt(change, "hostname")?.isUnknown === true;
  const next = isUnknown ? KNOWN_AFTER_APPLY : nameOf(change);
  const isOther = next !== hostname || isHidden(change, "hostname");
  if (change.before !== undefined && isOther) return markup`${hostname} is removed, and ${next} is added`;
  const container = attributeAt(change, "container_id");
  if (isTransition(container) && container.after !== undefined) return markup`${hostname} leads to another container`;
  return change.action === "replace"
    ? markup`${hostname} is removed and added again, with a new certificate`
    : undefined;
}
