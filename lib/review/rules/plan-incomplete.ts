import { codeList, joined, markup, plain, type Markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

const MAX_ADDRESSES = 5;

export const planIncomplete: ReviewRule = {
  id: "plan-incomplete",
  severity: "high",
  finds: "a plan with deferred changes, deferred actions or unknown actions",
  why: "More changes follow after the apply, and they cannot be reviewed yet.",
  todo: "Plan and review again after the apply.",
  *check({ plan }) {
    const { deferred, isComplete, changes } = plan;
    if (deferred.length > 0) yield { what: markup`deferred to a later plan: ${shortList(deferred)}` };
    else if (!isComplete) yield { what: markup`the plan is not complete: another plan must follow` };
    for (const change of changes) {
      if (change.action === "other") {
        yield { change, what: markup`this version does not know the action ${change.actions.join(", ")}` };
      }
    }
  },
};

function shortList(addresses: readonly string[]): Markup {
  const hidden = addresses.length - MAX_ADDRESSES;
  const first = codeList(addresses.slice(0, MAX_ADDRESSES));
  return hidden > 0 ? joined([first, plain(`and ${hidden} more`)], " ") : first;
}
