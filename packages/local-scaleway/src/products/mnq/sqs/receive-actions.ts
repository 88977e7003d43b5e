import { QUEUE_LIMITS } from "../../../../../../lib/facts/limits";
import type { Services } from "../../../api/context";
import type { JsonObject } from "../../../api/json";
import type { Queue } from "../records";
import { runBatch } from "./batches";
import { requireRight, type Caller } from "./callers";
import { changesOf } from "./changes";
import { batchError, invalidParameter, SqsError } from "./errors";
import { md5, md5OfAttributes, selectAttributes } from "./message-attributes";
import { integerOf, listOf, textOf } from "./parameters";
import { byUrl } from "./queue-actions";
import { attributesOf } from "./queue-attributes";
import { deleteMessages, indexOf, type Delivery } from "./queue-index";
import { messageIdOf } from "./receipts";
import { sequenceNumber } from "./send-actions";

const COUNT = { min: 1, max: 10 } as const;

/** What a receiver asks for. */
export interface Reception {
  readonly count: number;
  readonly waitMs: number;
  /** Ends the wait, for example when the client has gone. */
  readonly signal: AbortSignal;
}

export async function receiveMessages(
  body: JsonObject,
  caller: Caller,
  services: Services,
  signal: AbortSignal,
): Promise<JsonObject> {
  requireRight(caller, "can_receive");
  const { waitSeconds } = attributesOf(byUrl(body, caller, services));
  const count = integerOf(body, "MaxNumberOfMessages", COUNT) ?? COUNT.min;
  const wait = integerOf(body, "WaitTimeSeconds", QUEUE_LIMITS.receiveWaitTimeSeconds) ?? waitSeconds;
  const reception = { count, waitMs: wait * 1000, signal };
  const received = await receive(() => byUrl(body, caller, services), reception, services);
  return received.length === 0 ? {} : { Messages: received.map((delivery) => display(delivery, body)) };
}

/** Receives messages of the queue, which is found again after each change, and waits for the first. */
export async function receive(
  find: () => Queue,
  { count, waitMs, signal }: Reception,
  services: Services,
): Promise<Delivery[]> {
  const { clock } = services;
  const end = clock.now() + waitMs;
  for (;;) {
    if (signal.aborted) return [];
    const queue = find();
    const index = indexOf(queue, services);
    const now = clock.now();
    const received = index.receive(count, attributesOf(queue), now);
    if (received.length > 0 || now >= end) return received;
    await changesOf(services).wait(Math.min(end, index.nextVisibleAt() ?? end) - now, signal);
  }
}

function display({ message, receives, receipt }: Delivery, body: JsonObject): JsonObject {
  const attributes = selectAttributes(message.attributes, listOf(body["MessageAttributeNames"]));
  const names = [...listOf(body["AttributeNames"]), ...listOf(body["MessageSystemAttributeNames"])];
  const { deduplicationId } = message;
  const all = {
    SenderId: message.sender,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(receives),
    ...(deduplicationId !== undefined && {
      MessageDeduplicationId: deduplicationId,
      SequenceNumber: sequenceNumber(message.sequence),
    }),
  };
  const system = Object.entries(all).filter(([name]) => names.includes(name) || names.includes("All"));
  return {
    MessageId: message.id,
    ReceiptHandle: receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    ...(Object.keys(attributes).length > 0 && {
      MessageAttributes: attributes as unknown as JsonObject,
      MD5OfMessageAttributes: md5OfAttributes(attributes),
    }),
  };
}

export function deleteMessage(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireRight(caller, "can_receive");
  return deleteOne(body, byUrl(body, caller, services), services);
}

export function deleteMessageBatch(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireRight(caller, "can_receive");
  const queue = byUrl(body, caller, services);
  return runBatch(body, (entry) => deleteOne(entry, queue, services));
}

function deleteOne(body: JsonObject, queue: Queue, services: Services): JsonObject {
  deleteReceived(textOf(body, "ReceiptHandle"), queue, services);
  return {};
}

/** Deletes the message of a receipt handle. */
export function deleteReceived(handle: string, queue: Queue, services: Services): void {
  const index = indexOf(queue, services);
  const delivery = index.get(readHandle(handle));
  if (delivery === undefined) return;
  // After a restart, nobody knows the last handle.
  const { receipt = handle, visibleAt } = delivery;
  const isExpired = delivery.receipt !== undefined && visibleAt <= services.clock.now();
  if (attributesOf(queue).isFifo && (receipt !== handle || isExpired)) {
    throw invalidParameter(
      `Value ${handle.slice(0, 200)} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    );
  }
  // As at Amazon: with an old handle, the request succeeds, and the message stays with its new receiver.
  if (receipt === handle) deleteMessages([delivery], index, services);
}

export function changeVisibility(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireRight(caller, "can_receive", "can_manage");
  return changeOne(body, byUrl(body, caller, services), services);
}

export function changeVisibilityBatch(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireRight(caller, "can_receive", "can_manage");
  const queue = byUrl(body, caller, services);
  return runBatch(body, (entry) => changeOne(entry, queue, services));
}

function changeOne(body: JsonObject, queue: Queue, services: Services): JsonObject {
  const handle = textOf(body, "ReceiptHandle");
  const timeout = integerOf(body, "VisibilityTimeout", QUEUE_LIMITS.visibilityTimeoutSeconds);
  if (timeout === undefined) {
    throw new SqsError(400, "MissingParameter", "The request must contain the parameter VisibilityTimeout.");
  }
  const timeoutMs = timeout * 1000;
  if (timeoutMs !== 0 && timeoutMs !== attributesOf(queue).visibilityTimeoutMs) {
    throw invalidParameter("Scaleway supports only 0 and the queue's own visibility timeout for VisibilityTimeout.");
  }
  const index = indexOf(queue, services);
  const delivery = index.get(readHandle(handle));
  const now = services.clock.now();
  if (delivery?.receipt !== handle || delivery.visibleAt <= now) {
    throw batchError("MessageNotInflight", "The message referred to is not in flight.");
  }
  index.hideUntil(delivery, now + timeoutMs);
  changesOf(services).notify();
  return {};
}

function readHandle(handle: string): string {
  const id = messageIdOf(handle);
  if (id !== undefined) return id;
  throw new SqsError(404, "ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
}
