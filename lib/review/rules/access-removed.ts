import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { isGone } from "../analysis/naming";

const TYPES = ["scaleway_iam_api_key", "scaleway_iam_application", "scaleway_iam_policy", "scaleway_container_token"];

export const accessRemoved: ReviewRule = {
  id: "access-removed",
  severity: "medium",
  finds: "an API key, application, policy or token that is destroyed or replaced",
  why: "Whoever calls with it is refused from then on.",
  todo: "Give the callers a new one first.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (TYPES.includes(change.type) && isGone(change))
        yield { change, what: text`its callers are refused afterwards` };
    }
  },
};
