import { markup } from "../analysis/markup";
import { previousNameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";

export const forgotten: ReviewRule = {
  id: "forgotten",
  severity: "medium",
  finds: "a resource that Terraform forgets without destroying it",
  why: "The resource still runs and costs money, and nobody manages it.",
  todo: "Make sure that somebody else manages it, or destroy it by hand.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (change.actions.includes("forget")) {
        yield { change, what: markup`${previousNameOf(change)} is not destroyed, and Terraform no longer manages it` };
      }
    }
  },
};
