import { count } from "../../base/text";
import { markup, plain } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const planIncomplete: ReviewRule = {
  id: "plan-incomplete",
  severity: "high",
  finds: "a plan with deferred changes or unknown actions",
  why: "More changes follow after the apply, and they cannot be reviewed yet.",
  todo: "Plan and review again after the apply.",
  *check({ plan }) {
    const { deferred, invocations, isComplete, changes } = plan;
    if (deferred.length > 0) yield { what: plain(`${count(deferred.length, "change")} deferred to a later plan`) };
    else if (!isComplete) yield { what: markup`the plan is not complete: another plan must follow` };
    if (invocations.length > 0) {
      yield { what: plain(`${count(invocations.length, "action")} with effects that are not in the plan`) };
    }
    for (const change of changes) {
      if (change.action === "other") {
        yield { change, what: markup`this version does not know the action ${change.actions.join(", ")}` };
      }
    }
  },
};
