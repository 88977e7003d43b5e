import { markup } from "../analysis/markup";
import { nameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { mapAt } from "../analysis/values";
import { LOOKS_SECRET } from "../plan/secrets";

const TYPES = ["scaleway_container", "scaleway_container_namespace"];

export const plainSecret: ReviewRule = {
  id: "plain-secret",
  severity: "high",
  finds: "a plain variable whose name or value looks like a secret",
  why: "Plain variables are readable in the code, the state, plans and the console.",
  todo: "Use a secret variable, and rotate the credential: it is no longer secret.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (!TYPES.includes(change.type) || ["no-op", "delete"].includes(change.action)) continue;
      for (const [key, value] of Object.entries(mapAt(change.after, "environment_variables"))) {
        if (value === LOOKS_SECRET)
          yield { change, what: markup`the plain variable ${key} of ${nameOf(change)} looks like a secret` };
      }
    }
  },
};
