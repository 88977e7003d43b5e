import fc from "fast-check";
import { queues } from "../../src/products/mnq/records";
import { idOf, indexOf, type Delivery } from "../../src/products/mnq/sqs/queue-index";
import { deleteReceived, receive } from "../../src/products/mnq/sqs/receive-actions";
import { send } from "../../src/products/mnq/sqs/send-actions";
import { useStoppedTime } from "../helpers/queues";
import { createServices, putQueue } from "../helpers/services";

useStoppedTime();
const VISIBILITY_MS = 30_000;
const signal = new AbortController().signal;
const services = createServices();
afterAll(() => {
  services.store.close();
});

/** What a queue should contain: bodies in the order in which they were sent. */
interface ModelMessage {
  readonly body: string;
  visibleAt: number;
  /** Its last delivery. */
  delivery?: Delivery;
}

type Step =
  | { readonly kind: "send" }
  | { readonly kind: "receive"; readonly count: number }
  | { readonly kind: "delete" | "give back" | "keep" | "delete with an old handle"; readonly index: number }
  | { readonly kind: "advance"; readonly seconds: number };

const index = fc.nat(50);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>({ kind: "send" }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("receive" as const), count: fc.integer({ min: 1, max: 10 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("delete" as const), index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete with an old handle" as const), index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("give back" as const, "keep" as const), index }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("advance" as const), seconds: fc.constantFrom(1, 15, 30) }) },
);

/** Does the steps with a queue and with a model, and compares what is received. */
async function compare(steps: readonly Step[], isFifo: boolean): Promise<void> {
  const name = `q${services.store.table("mnq.queues").all().length}${isFifo ? ".fifo" : ""}`;
  const type: Record<string, string> = isFifo ? { FifoQueue: "true", ContentBasedDeduplication: "true" } : {};
  const queue = putQueue(services, name, { ...type, VisibilityTimeout: `${VISIBILITY_MS / 1000}` });
  const find = () => queues(services).get(idOf(queue))!;
  let model: ModelMessage[] = [];
  let sent = 0;
  const old: string[] = [];
  const now = () => services.clock.now();
  const inFlight = () => model.filter(({ visibleAt }) => visibleAt > now());
  const receiveSome = async (count: number) => {
    const waiting = model.filter(({ visibleAt }) => visibleAt <= now());
    const limit = isFifo ? (inFlight().length > 0 ? 0 : 1) : count;
    const received = await receive(find, { count, waitMs: 0, signal }, services);
    expect(received.map(({ message }) => message.body)).toEqual(waiting.slice(0, limit).map(({ body }) => body));
    for (const [position, delivery] of received.entries()) {
      const message = waiting[position]!;
      if (message.delivery !== undefined) old.push(message.delivery.receipt!);
      expect(delivery.receives).toBe((message.delivery?.receives ?? 0) + 1);
      message.visibleAt = now() + VISIBILITY_MS;
      message.delivery = delivery;
    }
  };
  for (const each of steps) {
    if (each.kind === "send") {
      const body = `${sent++}`;
      send({ MessageBody: body }, find(), "sender", services);
      model.push({ body, visibleAt: 0 });
    } else if (each.kind === "receive") {
      await receiveSome(each.count);
    } else if (each.kind === "advance") {
      services.clock.advance(each.seconds * 1000);
    } else if (each.kind === "delete with an old handle") {
      const handle = old[each.index % Math.max(old.length, 1)];
      if (handle !== undefined && !isFifo) deleteReceived(handle, find(), services);
    } else if (each.kind === "delete") {
      const received = isFifo ? inFlight() : model.filter(({ delivery }) => delivery !== undefined);
      const message = received[each.index % Math.max(received.length, 1)];
      if (message === undefined) continue;
      deleteReceived(message.delivery!.receipt!, find(), services);
      model = model.filter((other) => other !== message);
    } else {
      const message = inFlight()[each.index % Math.max(inFlight().length, 1)];
      if (message === undefined) continue;
      message.visibleAt = now() + (each.kind === "keep" ? VISIBILITY_MS : 0);
      const entry = indexOf(find(), services);
      entry.hideUntil(entry.get(message.delivery!.message.id)!, message.visibleAt);
    }
  }
  services.clock.advance(VISIBILITY_MS);
  for (let left = model.length; left > 0; left--) {
    await receiveSome(1);
    const message = inFlight()[0]!;
    deleteReceived(message.delivery!.receipt!, find(), services);
    model = model.filter((other) => other !== message);
  }
  expect(indexOf(find(), services).all()).toEqual([]);
}

test.each([
  ["a standard queue loses no message, and delivers none twice while it is in flight", false],
  ["a FIFO queue also keeps the order", true],
])("%s", async (_, isFifo) => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60, size: "max" }), (steps) => compare(steps, isFifo)));
});
