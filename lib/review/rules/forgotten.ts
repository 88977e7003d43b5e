import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const forgotten: ReviewRule = {
  id: "forgotten",
  severity: "medium",
  finds: "a resource that Terraform forgets without destroying it",
  why: "It goes on running, and costing, and nobody manages it.",
  todo: "Make sure that somebody else does, or destroy it by hand.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (change.actions.includes("forget")) yield { change, what: text`it stays as it is, and Terraform forgets it` };
    }
  },
};
