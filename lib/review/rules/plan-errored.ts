import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { failedChecks } from "./failed-checks";

export const planErrored: ReviewRule = {
  id: "plan-errored",
  severity: "critical",
  finds: "a plan that failed, or a failed condition of a resource, output or variable",
  why: "The plan is not complete and cannot be applied.",
  todo: "Fix the errors in the output of the plan, and plan again.",
  *check({ plan }) {
    if (plan.hasErrored) yield { what: markup`the plan failed and is not complete` };
    for (const { address, message } of failedChecks(plan.checks.filter(({ kind }) => kind !== "check"))) {
      yield { what: markup`a condition of ${address} failed: ${message}` };
    }
  },
};
