import { markup } from "../analysis/markup";
import { isGone, previousNameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";

const TYPES = ["scaleway_iam_api_key", "scaleway_iam_application", "scaleway_iam_policy", "scaleway_container_token"];

export const accessRemoved: ReviewRule = {
  id: "access-removed",
  severity: "high",
  finds: "an API key, application, policy or token that is destroyed or replaced",
  why: "Calls with the old credential are rejected after the apply.",
  todo: "Give the callers a new credential first.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (TYPES.includes(change.type) && isGone(change))
        yield { change, what: markup`the callers of ${previousNameOf(change)} lose access` };
    }
  },
};
