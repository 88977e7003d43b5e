import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { isGone, oldNameOf } from "../analysis/naming";

/** A destroyed activation of SQS deletes every queue of the project. */
const TYPES: Readonly<Record<string, string>> = {
  scaleway_mnq_sqs: "SQS of the project, with every queue in it",
  scaleway_mnq_sqs_queue: "the queue",
  scaleway_mnq_nats_account: "the NATS account",
};

export const queueDestroyed: ReviewRule = {
  id: "queue-destroyed",
  severity: "critical",
  finds: "a queue, a NATS account or the SQS of a project that is destroyed or replaced",
  why: "The messages in it are lost, and whoever sends to it fails.",
  todo: "Stop the senders, let the queue run empty, and only then apply.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const words = TYPES[change.type];
      if (words === undefined || !isGone(change)) continue;
      yield { change, what: text`${oldNameOf(change)}: its messages are lost, as it is destroyed` };
    }
  },
};
