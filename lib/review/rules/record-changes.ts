import { attributeAt } from "../analysis/attribute-at";
import { markup } from "../analysis/markup";
import { nameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { isTransition, transition } from "../analysis/transition";
import { textAt } from "../analysis/values";

/** The types of records that lead callers to a host. */
const ADDRESS_TYPES = ["A", "AAAA", "ALIAS", "CNAME"];

export const recordChanges: ReviewRule = {
  id: "record-changes",
  severity: "high",
  finds: "an A, AAAA, ALIAS or CNAME record whose address changes",
  why: "Callers of the hostname reach the new address. Resolvers keep the old address until its TTL expires.",
  todo: "Make sure that the new address serves the hostname, with a certificate for it.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const isAddress = ADDRESS_TYPES.includes(textAt(change.before, "type") ?? "");
      if (change.type !== "scaleway_domain_record" || change.action !== "update" || !isAddress) continue;
      const data = attributeAt(change, "data");
      // A record that follows its container is known after apply: url-changes reports the container.
      if (!isTransition(data) || data.isUnknown === true) continue;
      yield { change, what: markup`the address of ${nameOf(change)} changes: ${transition(data)}` };
    }
  },
};
