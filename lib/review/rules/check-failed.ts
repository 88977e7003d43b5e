import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { failedChecks } from "./failed-checks";

export const checkFailed: ReviewRule = {
  id: "check-failed",
  severity: "medium",
  finds: "a failed `check` block",
  why: "Terraform prints a warning and applies the plan anyway.",
  todo: "Read the message of the check. Fix the cause, or change the check.",
  *check({ plan }) {
    for (const { address, message } of failedChecks(plan.checks.filter(({ kind }) => kind === "check"))) {
      yield { what: markup`${address} failed: ${message}` };
    }
  },
};
