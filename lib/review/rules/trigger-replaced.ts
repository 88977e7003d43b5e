import { markup } from "../analysis/markup";
import { previousNameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";

export const triggerReplaced: ReviewRule = {
  id: "trigger-replaced",
  severity: "medium",
  finds: "a trigger that is replaced, or a message trigger that is destroyed",
  why: "Until the new trigger exists, messages wait in their queue, NATS messages are lost, and scheduled runs can be missed.",
  todo: "Apply when no run is due, and check the queue afterwards.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (change.type !== "scaleway_container_trigger") continue;
      const isSchedule = change.before?.["cron"] !== undefined;
      if (change.action === "replace") {
        yield { change, what: markup`the trigger ${previousNameOf(change)} is replaced` };
      } else if (change.action === "delete" && !isSchedule) {
        yield {
          change,
          what: markup`the trigger ${previousNameOf(change)} is destroyed and delivers no more messages`,
        };
      }
    }
  },
};
