import { randomUUID } from "node:crypto";
import type { Services } from "../../../api/context";
import { queues, type Queue } from "../records";
import { attributesOf } from "./queue-attributes";
import { indexOf } from "./queue-index";
import { send } from "./send-actions";

/** The number of messages at this time. */
export interface QueueDepth {
  /** The messages that can be received. */
  readonly visible: number;
  /** The messages that a receiver has, until their visibility timeout ends. */
  readonly inFlight: number;
}

export function depthOf(queue: Queue, services: Services): QueueDepth {
  const now = services.clock.now();
  const deliveries = indexOf(queue, services).all();
  const inFlight = deliveries.filter(({ visibleAt }) => visibleAt > now).length;
  return { visible: deliveries.length - inFlight, inFlight };
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
