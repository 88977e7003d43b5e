import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

const MAX_MESSAGE_LENGTH = 300;

export const planErrored: ReviewRule = {
  id: "plan-errored",
  severity: "critical",
  finds: "a plan that failed, or a failed check",
  why: "The plan is not complete and cannot be applied.",
  todo: "Fix the errors in the output of the plan, and plan again.",
  *check({ plan }) {
    if (plan.hasErrored) yield { what: markup`the plan failed and is not complete` };
    for (const { address, status, messages } of plan.checks) {
      if (status !== "fail" && status !== "error") continue;
      const message = messages[0]?.slice(0, MAX_MESSAGE_LENGTH) ?? "no message";
      yield { what: markup`the check ${address} failed: ${message}` };
    }
  },
};
