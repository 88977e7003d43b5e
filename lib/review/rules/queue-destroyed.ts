import { markup, plain } from "../analysis/markup";
import { isGone, previousNameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";

const LOSSES: ReadonlyMap<string, string> = new Map([
  ["scaleway_mnq_sqs", "all queues of the project and their messages"],
  ["scaleway_mnq_sqs_queue", "its messages"],
  ["scaleway_mnq_nats_account", "its messages"],
]);

export const queueDestroyed: ReviewRule = {
  id: "queue-destroyed",
  severity: "critical",
  finds: "a queue, a NATS account or the SQS activation of a project that is destroyed or replaced",
  why: "The messages are lost, and senders fail.",
  todo: "Stop the senders, and wait until the queue is empty before you apply.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const loss = LOSSES.get(change.type);
      if (loss === undefined || !isGone(change)) continue;
      yield { change, what: markup`${previousNameOf(change)} is destroyed with ${plain(loss)}` };
    }
  },
};
