import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const planErrored: ReviewRule = {
  id: "plan-errored",
  severity: "critical",
  finds: "a plan that ended with an error, or a check that failed",
  why: "What it lists is not all that would happen, and it can't be applied.",
  todo: "Read what terraform plan printed, mend that, and plan again.",
  *check({ plan }) {
    if (plan.hasErrored) yield { what: text`the plan ended with an error: it is not complete` };
    for (const { address, status, messages } of plan.checks) {
      if (status !== "fail" && status !== "error") continue;
      const said = messages[0]?.slice(0, 300) ?? "no message";
      yield { what: text`the check of ${address} failed: ${said}` };
    }
  },
};
