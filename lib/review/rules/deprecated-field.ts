import { markup } from "../analysis/markup";
import { nameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { DEPRECATED_TYPES } from "../plan/resource-types";

export const deprecatedField: ReviewRule = {
  id: "deprecated-field",
  severity: "low",
  finds: "a changed resource with a deprecated type or attribute",
  why: "A later version of the provider removes it. health_check crashes the current version, and scaleway_container_cron always runs in Paris time.",
  todo: "Use the replacement in the documentation of the provider. The constructs of this library do.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (["no-op", "delete", "read"].includes(change.action)) continue;
      if (DEPRECATED_TYPES.includes(change.type))
        yield { change, what: markup`the type ${change.type} of ${nameOf(change)} is deprecated` };
      for (const name of change.deprecated)
        yield { change, what: markup`the attribute ${name} of ${nameOf(change)} is deprecated` };
    }
  },
};
