import { randomUUID } from "node:crypto";
import type { Services } from "../../../api/context";
import { queues } from "../records";
import { attributesOf } from "./queue-attributes";
import { idOf, indexOf } from "./queue-index";
import { send } from "./send-actions";

/** A queue with the number of its messages at this time. */
export interface QueueDepth {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly projectId: string;
  /** The messages that can be received. */
  readonly waiting: number;
  /** The messages that a receiver has, until their visibility timeout ends. */
  readonly inFlight: number;
}

export function listDepths(services: Services): QueueDepth[] {
  const now = services.clock.now();
  return queues(services)
    .all()
    .map((queue) => {
      const deliveries = indexOf(queue, services).all();
      const inFlight = deliveries.filter(({ visibleAt }) => visibleAt > now).length;
      const { name, region, project_id: projectId } = queue;
      return { id: idOf(queue), name, region, projectId, waiting: deliveries.length - inFlight, inFlight };
    });
}

/**
 * Sends a message without credentials, in the name of the page.
 * @throws SqsError if the message is not valid
 * @returns whether the queue exists
 */
export function sendFromPage(id: string, body: string, services: Services): boolean {
  const queue = queues(services).get(id);
  if (queue === undefined) return false;
  const message = {
    MessageBody: body,
    ...(attributesOf(queue).isFifo && { MessageDeduplicationId: randomUUID() }),
  };
  send(message, queue, "page", services);
  return true;
}
