import { markup } from "../analysis/markup";
import { nameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { isTransition, transition } from "../analysis/transition";

/** The attributes that identify the source of messages. */
const SOURCE = /^(sqs\[0\]\.(queue|queue_url)|nats\[0\]\.(account_id|subject))$/;

export const sourceChanges: ReviewRule = {
  id: "source-changes",
  severity: "medium",
  finds: "a trigger that reads another queue or subject, or no longer reads messages",
  why: "Messages of the old source wait until they expire, or are lost. The container receives the messages of the new source.",
  todo: "Make sure that the senders use the new source, and that the old queue is empty.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (change.type !== "scaleway_container_trigger" || change.action !== "update") continue;
      const source = change.attributes.find((attribute) => SOURCE.test(attribute.path) && isTransition(attribute));
      if (source === undefined) continue;
      yield { change, what: markup`the source of the trigger ${nameOf(change)} changes: ${transition(source)}` };
    }
  },
};
