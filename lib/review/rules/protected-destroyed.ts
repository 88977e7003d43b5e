import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { isGone } from "../analysis/naming";

export const protectedDestroyed: ReviewRule = {
  id: "protected-destroyed",
  severity: "critical",
  finds: "a resource with prevent_destroy that is destroyed or replaced",
  why: "Somebody decided that this must not happen.",
  todo: "Terraform refuses to apply it. Find out why it is protected before that is taken away.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (change.isProtected && isGone(change)) yield { change, what: text`it has prevent_destroy, and is destroyed` };
    }
  },
};
