import { mapAt } from "../analysis/values";
import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { LOOKS_SECRET } from "../plan/secrets";

const TYPES = ["scaleway_container", "scaleway_container_namespace"];

export const plainSecret: ReviewRule = {
  id: "plain-secret",
  severity: "high",
  finds: "a plain variable that looks like a secret, by its name or its value",
  why: "Plain variables stand in the code, the state, plans and the console for everyone to read.",
  todo: "Make it a secret variable, and change the credential: it has been seen.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (!TYPES.includes(change.type) || ["no-op", "delete"].includes(change.action)) continue;
      for (const [key, value] of Object.entries(mapAt(change.after, "environment_variables"))) {
        if (value === LOOKS_SECRET) yield { change, what: text`the plain variable ${key} looks like a secret` };
      }
    }
  },
};
