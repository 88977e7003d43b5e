import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { oldNameOf } from "../analysis/naming";

export const triggerReplaced: ReviewRule = {
  id: "trigger-replaced",
  severity: "medium",
  finds: "a schedule or a trigger by messages that is replaced, or a trigger by messages that is destroyed",
  why: "While there is none, messages wait in their queue, those of NATS are lost, and a run of a schedule can be missed.",
  todo: "Apply when no run is due, and look at the queue afterwards.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (change.type !== "scaleway_container_trigger") continue;
      const isCron = change.before?.["cron"] !== undefined;
      if (change.action === "replace") yield { change, what: text`the trigger ${oldNameOf(change)} is replaced` };
      else if (change.action === "delete" && !isCron) {
        yield {
          change,
          what: text`the trigger ${oldNameOf(change)} is destroyed: messages are not delivered any more`,
        };
      }
    }
  },
};
