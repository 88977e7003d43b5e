import { randomUUID } from "node:crypto";
import type { Services } from "../../../api/context";
import { queueId, queues, type Queue } from "../records";
import { Heap } from "./heap";
import { messages, type Message } from "./messages";
import { attributesOf, deadLetterOf, type QueueAttributes } from "./queue-attributes";
import { receiptHandle } from "./receipts";

const DEDUPLICATION_MS = 5 * 60_000;
/** What a message needs on disk besides its body and attributes. */
const OVERHEAD_BYTES = 300;
const MIN_STALE = 1000;

/** A message and its last delivery. Each change makes a new object; an object that was replaced is stale. */
export interface Delivery {
  readonly message: Message;
  readonly receives: number;
  /** The receipt handle of the last delivery in this run of the server. */
  readonly receipt?: string;
  /** The end of the visibility timeout. */
  readonly visibleAt: number;
}

/** A message that was sent, and may be deleted. */
export interface SentMessage {
  readonly id: string;
  readonly sequence: number;
}

interface Sent extends SentMessage {
  readonly until: number;
}

/** What is waiting in a queue, and what was received. It is derived from the records, and changed after they are written. */
export class QueueIndex {
  private readonly deliveries = new Map<string, Delivery>();
  /** What can be received. It also contains stale deliveries. */
  private readonly waiting = new Heap<Delivery>(({ message }) => message.sequence);
  /** What was received, by the end of its visibility timeout. It also contains stale deliveries. */
  private readonly hidden = new Heap<Delivery>(({ visibleAt }) => visibleAt);
  /** The messages of the last five minutes by deduplication ID, also those that were deleted. */
  private readonly sent = new Map<string, Sent>();
  private lastSequence = 0;
  private bytes = 0;

  constructor(stored: readonly Message[]) {
    for (const message of stored) this.add(message);
  }

  public get storedBytes(): number {
    return this.bytes;
  }

  public get length(): number {
    return this.deliveries.size;
  }

  public all(): Delivery[] {
    return [...this.deliveries.values()];
  }

  public get(id: string): Delivery | undefined {
    return this.deliveries.get(id);
  }

  /** The number of a new message. */
  public nextSequence(now: number): number {
    return Math.max(this.lastSequence + 1, now * 100);
  }

  public add(message: Message): void {
    this.put({ message, receives: 0, visibleAt: 0 });
    this.lastSequence = Math.max(this.lastSequence, message.sequence);
    this.bytes += message.size + OVERHEAD_BYTES;
    if (message.deduplicationId === undefined) return;
    // Deleted first, so that the map stays in the order of time.
    this.sent.delete(message.deduplicationId);
    const { id, sequence, sentAt } = message;
    this.sent.set(message.deduplicationId, { id, sequence, until: sentAt + DEDUPLICATION_MS });
  }

  public remove({ message }: Delivery): void {
    if (!this.deliveries.delete(message.id)) return;
    this.bytes -= message.size + OVERHEAD_BYTES;
    for (const heap of [this.waiting, this.hidden]) {
      if (heap.size > 2 * this.deliveries.size + MIN_STALE) heap.retain((each) => this.isCurrent(each));
    }
  }

  /** The message that was sent with the deduplication ID in the last five minutes. */
  public duplicateOf(deduplicationId: string, now: number): SentMessage | undefined {
    for (const [id, { until }] of this.sent) {
      if (until > now) break;
      this.sent.delete(id);
    }
    return this.sent.get(deduplicationId);
  }

  /** Hides the next messages for the visibility timeout. */
  public receive(count: number, attributes: QueueAttributes, now: number): Delivery[] {
    // Scaleway keeps the order of a FIFO queue by one message in flight.
    if (attributes.isFifo && this.nextVisibleAt() !== undefined) return [];
    const visibleAt = now + attributes.visibilityTimeoutMs;
    const received: Delivery[] = [];
    const limit = attributes.isFifo ? 1 : count;
    while (received.length < limit) {
      const next = this.waiting.pop();
      if (next === undefined) break;
      if (!this.isCurrent(next)) continue;
      const { message, receives } = next;
      received.push({ message, receives: receives + 1, receipt: receiptHandle(message.id, randomUUID()), visibleAt });
    }
    for (const delivery of received) this.put(delivery);
    return received;
  }

  public hideUntil(delivery: Delivery, visibleAt: number): void {
    this.put({ ...delivery, visibleAt });
  }

  /** When the next message becomes visible again; undefined if none is hidden. */
  public nextVisibleAt(): number | undefined {
    for (let next = this.hidden.peek(); next !== undefined; next = this.hidden.peek()) {
      if (this.isCurrent(next)) return next.visibleAt;
      this.hidden.pop();
    }
    return undefined;
  }

  /** Makes messages visible whose visibility timeout has ended, and returns them. */
  public endTimeouts(now: number): Delivery[] {
    const ended: Delivery[] = [];
    for (let next = this.hidden.peek(); next !== undefined && next.visibleAt <= now; next = this.hidden.peek()) {
      this.hidden.pop();
      if (!this.isCurrent(next)) continue;
      this.waiting.push(next);
      ended.push(next);
    }
    return ended;
  }

  /** The visible messages that were sent before a time. */
  public sentBefore(time: number): Delivery[] {
    const old: Delivery[] = [];
    for (let next = this.waiting.peek(); next !== undefined; next = this.waiting.peek()) {
      if (this.isCurrent(next) && next.message.sentAt > time) break;
      this.waiting.pop();
      if (this.isCurrent(next)) old.push(next);
    }
    // They stay until the records are deleted.
    for (const delivery of old) this.waiting.push(delivery);
    return old;
  }

  private put(delivery: Delivery): void {
    this.deliveries.set(delivery.message.id, delivery);
    (delivery.visibleAt === 0 ? this.waiting : this.hidden).push(delivery);
  }

  private isCurrent(delivery: Delivery): boolean {
    return this.deliveries.get(delivery.message.id) === delivery;
  }
}

/** By the record of the queue: a restored or a new queue has another record. */
const indexes = new WeakMap<Queue, QueueIndex>();

/** The messages of a queue at this time. */
export function indexOf(queue: Queue, services: Services): QueueIndex {
  let index = indexes.get(queue);
  if (index === undefined) {
    const id = idOf(queue);
    const stored = messages(services)
      .all()
      .filter((message) => message.queue === id);
    indexes.set(queue, (index = new QueueIndex(stored.sort((a, b) => a.sequence - b.sequence))));
  }
  update(index, queue, services);
  return index;
}

/** Moves the messages of a queue to its changed record. */
export function keepIndex(before: Queue, after: Queue): void {
  const index = indexes.get(before);
  if (index !== undefined) indexes.set(after, index);
}

export function idOf({ region, project_id, name }: Queue): string {
  return queueId(region, project_id, name);
}

/** Deletes messages in one transaction. */
export function deleteMessages(deliveries: readonly Delivery[], index: QueueIndex, services: Services): void {
  if (deliveries.length === 0) return;
  services.store.transaction(() => {
    for (const { message } of deliveries) messages(services).delete(message.id);
  });
  for (const delivery of deliveries) index.remove(delivery);
}

/** Does what time does: makes messages visible, moves dead letters, and deletes what is too old. */
function update(index: QueueIndex, queue: Queue, services: Services): void {
  const now = services.clock.now();
  const ended = index.endTimeouts(now);
  if (ended.length > 0) moveDeadLetters(ended, index, queue, services);
  deleteMessages(index.sentBefore(now - attributesOf(queue).retentionMs), index, services);
}

function moveDeadLetters(ended: readonly Delivery[], index: QueueIndex, queue: Queue, services: Services): void {
  const policy = deadLetterOf(queue);
  const target = policy === undefined ? undefined : queues(services).get(policy.queue);
  if (policy === undefined || target === undefined) return;
  const dead = ended.filter(({ receives }) => receives >= policy.maxReceiveCount);
  if (dead.length === 0) return;
  const targetIndex = indexOf(target, services);
  const now = services.clock.now();
  const first = targetIndex.nextSequence(now);
  const moved = dead.map(({ message }, position): Message => ({
    ...message,
    queue: policy.queue,
    sentAt: now,
    sequence: first + position,
  }));
  services.store.transaction(() => {
    for (const message of moved) messages(services).put(message.id, message);
  });
  for (const delivery of dead) index.remove(delivery);
  for (const message of moved) targetIndex.add(message);
}
