import { markup, plain } from "../analysis/markup";
import { isGone, previousNameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { lostData } from "./data-destroyed";

/** Types that other rules cover. */
const COVERED =
  /^scaleway_(container|container_(namespace|trigger|domain|token)|mnq_(sqs|sqs_queue|nats_account)|iam_(api_key|application|policy))$/;
/** Types without data. */
const EMPTY = /^(null_resource|terraform_data|(random|time)_\w+)$/;

export const unknownDestroyed: ReviewRule = {
  id: "unknown-destroyed",
  severity: "high",
  finds: "any other resource that is destroyed or replaced",
  why: "It may hold data, such as a database, a registry or a secret, or route traffic, such as a DNS record.",
  todo: "Find out what it holds and who needs it: its data is likely lost.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const isKept = change.before?.["keep_remotely"] === true;
      const isCovered = COVERED.test(change.type) || lostData(change) !== undefined;
      if (isCovered || EMPTY.test(change.type) || isKept || !isGone(change)) continue;
      const effect = change.action === "replace" ? "replaced" : "destroyed";
      yield { change, what: markup`the ${change.type} ${previousNameOf(change)} is ${plain(effect)}` };
    }
  },
};
