import { createHash } from "node:crypto";
import { QUEUE_LIMITS } from "../../../../../../lib/facts/limits";
import { newId } from "../../../api/ids";
import type { Services } from "../../../api/context";
import type { JsonObject } from "../../../api/json";
import { queues, type Queue } from "../records";
import { readEntries, runBatch } from "./batches";
import { requireRight, type Caller } from "./callers";
import { batchError, invalidParameter, SqsError } from "./errors";
import { isText, md5, md5OfAttributes, readMessageAttributes, sizeOfAttributes } from "./message-attributes";
import { messages, type Message } from "./messages";
import { integerOf, textOf } from "./parameters";
import { byUrl } from "./queue-actions";
import { attributesOf } from "./queue-attributes";
import { idOf, indexOf, type SentMessage } from "./queue-index";

/** All messages are in memory, and in each checkpoint of the state. */
export const MAX_STORED_BYTES = 100_000_000;
const DEDUPLICATION_ID = /^[\u0021-\u007E]{1,128}$/;

export function sendMessage(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireRight(caller, "can_publish");
  return send(body, byUrl(body, caller, services), caller.credentials.access_key, services);
}

export function sendMessages(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireRight(caller, "can_publish");
  const queue = byUrl(body, caller, services);
  const size = readEntries(body)
    .map(({ MessageBody }) => (typeof MessageBody === "string" ? Buffer.byteLength(MessageBody) : 0))
    .reduce((sum, bytes) => sum + bytes, 0);
  const { max } = QUEUE_LIMITS.messageMaxSizeBytes;
  if (size > max) {
    throw batchError(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${max} bytes. You have sent ${size} bytes.`,
    );
  }
  return runBatch(body, (entry) => send(entry, queue, caller.credentials.access_key, services));
}

/** Sends a message in the name of a sender, and returns the answer. */
export function send(body: JsonObject, queue: Queue, sender: string, services: Services): JsonObject {
  const text = textOf(body, "MessageBody");
  const attributes = readMessageAttributes(body);
  const { isFifo, maxMessageBytes } = attributesOf(queue);
  const size = Buffer.byteLength(text) + sizeOfAttributes(attributes);
  if (size > maxMessageBytes) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${maxMessageBytes} bytes.`,
    );
  }
  if (!isText(text)) {
    throw new SqsError(400, "InvalidMessageContents", "The message contains characters outside the allowed set.");
  }
  if (integerOf(body, "DelaySeconds", { min: 0, max: 900 })) {
    throw batchError("UnsupportedOperation", "Scaleway does not support DelaySeconds.");
  }
  const deduplicationId = deduplicationIdOf(body, queue);
  const index = indexOf(queue, services);
  const now = services.clock.now();
  const duplicate = deduplicationId === undefined ? undefined : index.duplicateOf(deduplicationId, now);
  const message: Message = {
    id: newId(),
    queue: idOf(queue),
    body: text,
    attributes,
    size,
    sentAt: now,
    sender,
    sequence: index.nextSequence(now),
    ...(deduplicationId !== undefined && { deduplicationId }),
  };
  if (duplicate === undefined) {
    checkSpace(services);
    services.store.transaction(() => {
      messages(services).put(message.id, message);
    });
    index.add(message);
  }
  const { id, sequence }: SentMessage = duplicate ?? message;
  return {
    MessageId: id,
    MD5OfMessageBody: md5(text),
    MD5OfMessageAttributes: md5OfAttributes(attributes),
    ...(isFifo && { SequenceNumber: sequenceNumber(sequence) }),
  };
}

export function sequenceNumber(sequence: number): string {
  return String(sequence).padStart(20, "0");
}

function deduplicationIdOf(body: JsonObject, queue: Queue): string | undefined {
  const id = body["MessageDeduplicationId"] ?? undefined;
  const { isFifo, isContentDeduplicated } = attributesOf(queue);
  if (!isFifo) {
    if (id === undefined) return undefined;
    throw invalidParameter(
      "The request includes the parameter MessageDeduplicationId, which is not valid for this queue type.",
    );
  }
  if (typeof id === "string" && DEDUPLICATION_ID.test(id)) return id;
  if (id !== undefined)
    throw invalidParameter("MessageDeduplicationId must have 1 to 128 alphanumeric or punctuation characters.");
  if (isContentDeduplicated) return createHash("sha256").update(textOf(body, "MessageBody")).digest("hex");
  throw invalidParameter(
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}

function checkSpace(services: Services): void {
  const stored = queues(services)
    .all()
    .map((queue) => indexOf(queue, services).storedBytes)
    .reduce((sum, bytes) => sum + bytes, 0);
  if (stored < MAX_STORED_BYTES) return;
  throw new SqsError(
    403,
    "OverLimit",
    `The queues contain ${MAX_STORED_BYTES / 1_000_000} MB of messages, which is the limit. Delete messages, or purge a queue.`,
  );
}
