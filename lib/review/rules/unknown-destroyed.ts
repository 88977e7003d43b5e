import { text } from "../phrase";
import type { ReviewRule } from "../rule";
import { KNOWN_TYPES } from "../resource-types";
import { isGone } from "../words";

/** Those that another rule tells of, or that come and go with what they belong to. */
const TOLD = new Set(Object.keys(KNOWN_TYPES));

export const unknownDestroyed: ReviewRule = {
  id: "unknown-destroyed",
  severity: "high",
  finds: "a resource of a type that this tool does not know, and that is destroyed or replaced",
  why: "It may hold data, as a database or a bucket does.",
  todo: "Look it up in the provider's documentation: what is in it is likely lost.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (TOLD.has(change.type) || !isGone(change)) continue;
      yield { change, what: text`the ${change.type} is ${change.action === "replace" ? "replaced" : "destroyed"}` };
    }
  },
};
