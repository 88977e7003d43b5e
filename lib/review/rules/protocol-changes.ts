import { attributeAt, isHidden } from "../analysis/attribute-at";
import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { textAt } from "../analysis/values";
import { KNOWN_AFTER_APPLY } from "../plan/plan";

const DEFAULT = "http1";

export const protocolChanges: ReviewRule = {
  id: "protocol-changes",
  severity: "high",
  finds: "a container whose protocol changes",
  why: "Calls with the old protocol fail, for example calls of gRPC clients after a change from h2c to http1.",
  todo: "Deploy a second container with the new protocol, move the callers, then remove the first.",
  *check({ containers }) {
    for (const { change, name, before, after } of containers) {
      if (before === undefined || after === undefined) continue;
      const isUnknown = attributeAt(change, "protocol")?.isUnknown === true;
      const was = textAt(before.values, "protocol") ?? DEFAULT;
      const is = isUnknown ? KNOWN_AFTER_APPLY : (textAt(after.values, "protocol") ?? DEFAULT);
      if (was !== is || isHidden(change, "protocol"))
        yield { change, what: markup`${name} uses the protocol ${is} instead of ${was}` };
    }
  },
};
