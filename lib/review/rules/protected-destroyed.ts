import { markup } from "../analysis/markup";
import { isGone, previousNameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";

export const protectedDestroyed: ReviewRule = {
  id: "protected-destroyed",
  severity: "critical",
  finds: "a resource with prevent_destroy that is destroyed or replaced",
  why: "The code forbids it, and Terraform refuses to apply it.",
  todo: "Find out why the resource is protected before you remove prevent_destroy.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (change.isProtected && isGone(change))
        yield { change, what: markup`${previousNameOf(change)} has prevent_destroy and is destroyed` };
    }
  },
};
