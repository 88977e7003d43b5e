import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const orphansUnknown: ReviewRule = {
  id: "orphans-unknown",
  severity: "medium",
  finds: "states that could not be searched for removed stacks",
  why: "A removed stack may still run, and the report would not contain it.",
  todo: "Fix the cause, and review again. The search reads the states with the credentials that Terraform uses.",
  *check({ plan }) {
    for (const { location, reason } of plan.unsearched ?? []) {
      yield { what: markup`${location} could not be searched for states without a stack: ${reason}` };
    }
  },
};
