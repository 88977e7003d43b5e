import { attributeAt, isMasked } from "../analysis/attribute-at";
import { markup } from "../analysis/markup";
import { nameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { isTransition, transition } from "../analysis/transition";
import { textAt } from "../analysis/values";
import { configuredAddress } from "../plan/address";
import type { Plan, ResourceChange } from "../plan/plan";

/** The types of records that lead callers to a host. */
const ADDRESS_TYPES = ["A", "AAAA", "ALIAS", "CNAME", "MX", "NS", "SRV"];

export const recordChanges: ReviewRule = {
  id: "record-changes",
  severity: "high",
  finds: "an A, AAAA, ALIAS or CNAME record whose address changes",
  why: "Callers of the hostname reach the new address. Resolvers keep the old address until its TTL expires.",
  todo: "Make sure that the new address serves the hostname, with a certificate for it.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const type = textAt(change.before, "type") ?? "";
      const isAddress = ADDRESS_TYPES.includes(type) || isMasked(type);
      if (change.type !== "scaleway_domain_record" || change.action !== "update" || !isAddress) continue;
      const data = attributeAt(change, "data");
      if (!isTransition(data) || (data.isUnknown === true && isFollower(change, plan))) continue;
      yield { change, what: markup`the address of ${nameOf(change)} changes: ${transition(data)}` };
    }
  },
};

/** Whether a record follows a resource that is replaced, such as its container: another rule reports the resource. */
function isFollower({ references }: ResourceChange, { changes }: Plan): boolean {
  return changes.some((each) => each.action === "replace" && references.includes(configuredAddress(each.address)));
}
