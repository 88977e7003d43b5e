import { text, words } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { isGone } from "../analysis/naming";

/** Another rule tells of them. */
const TOLD =
  /^scaleway_(container|container_(namespace|trigger|domain|token)|mnq_(sqs|sqs_queue|nats_account)|iam_(api_key|application|policy))$/;
/** They hold nothing. */
const EMPTY = /^(null_resource|terraform_data|(random|time)_\w+)$/;

export const unknownDestroyed: ReviewRule = {
  id: "unknown-destroyed",
  severity: "high",
  finds: "any other resource that is destroyed or replaced",
  why: "It may hold data, as a database, a registry or a secret does, or lead to the service, as a DNS record.",
  todo: "Find out what is in it and who needs it: it is likely lost.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const isKept = change.before?.["keep_remotely"] === true;
      if (TOLD.test(change.type) || EMPTY.test(change.type) || isKept || !isGone(change)) continue;
      yield {
        change,
        what: text`the ${change.type} is ${words(change.action === "replace" ? "replaced" : "destroyed")}`,
      };
    }
  },
};
