import { codeList, markup } from "../analysis/markup";
import { isGone, nameOf, previousNameOf } from "../analysis/naming";
import { lostPermissions } from "../analysis/policy-grants";
import type { ReviewRule } from "../analysis/rule";

const TYPES = ["scaleway_iam_api_key", "scaleway_iam_application", "scaleway_iam_policy", "scaleway_container_token"];

export const accessRemoved: ReviewRule = {
  id: "access-removed",
  severity: "high",
  finds: "an API key, application, policy or token that is destroyed or replaced, or a policy that grants less",
  why: "Calls with the old credential are rejected after the apply.",
  todo: "Give the callers a new credential first.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (TYPES.includes(change.type) && isGone(change))
        yield { change, what: markup`the callers of ${previousNameOf(change)} lose access` };
      const permissions = lostPermissions(change);
      if (permissions.length > 0) {
        yield { change, what: markup`the policy ${nameOf(change)} no longer grants ${codeList(permissions)}` };
      }
    }
  },
};
