import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const planIncomplete: ReviewRule = {
  id: "plan-incomplete",
  severity: "high",
  finds: "a plan that leaves something for a later one, or has an action that is not known",
  why: "After the apply there is more to do, and what that is can't be reviewed yet.",
  todo: "Plan and review again after the apply.",
  *check({ plan }) {
    if (plan.deferred.length > 0) yield { what: text`${plan.deferred.length} of its changes are put off until later` };
    else if (!plan.isComplete) yield { what: text`the plan is not complete: another one must follow` };
    if (plan.invocations.length > 0)
      yield { what: text`${plan.invocations.length} actions run, which change what no plan shows` };
    for (const change of plan.changes) {
      if (change.action === "other") {
        yield { change, what: text`the action ${change.actions.join(", ")} is not known to this version` };
      }
    }
  },
};
