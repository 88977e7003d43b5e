import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { DEPRECATED_TYPES } from "../plan/resource-types";

export const deprecatedField: ReviewRule = {
  id: "deprecated-field",
  severity: "low",
  finds: "a changed resource of a deprecated type, or with a deprecated attribute",
  why: "A later version of the provider drops it. health_check crashes this one, scaleway_container_cron always runs in Paris time.",
  todo: "Use what the provider's documentation names in its place; the constructs of this library do.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (["no-op", "delete", "read"].includes(change.action)) continue;
      if (DEPRECATED_TYPES.includes(change.type)) yield { change, what: text`its type ${change.type} is deprecated` };
      for (const name of change.deprecated) yield { change, what: text`its attribute ${name} is deprecated` };
    }
  },
};
