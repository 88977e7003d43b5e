import { setImmediate as turn } from "node:timers/promises";
import type { Services } from "../../src/api/context";
import { startQueuePoller } from "../../src/events/queue-poller";
import type { Source } from "../../src/events/source";
import type { Trigger } from "../../src/products/container/records";
import { credentialsOf, queues, type Queue } from "../../src/products/mnq/records";
import { idOf } from "../../src/products/mnq/sqs/queue-index";
import { depthOf, sendFromPage } from "../../src/products/mnq/sqs/queue-overview";
import { useStoppedTime } from "../helpers/queues";
import { MISSING, PROJECT } from "../helpers/server";
import { createServices, putCredentials, putQueue } from "../helpers/services";

interface Request {
  readonly body: string | Uint8Array;
  answer(status: number): Promise<void>;
}

useStoppedTime();
let services: Services;
let queue: Queue;
let poller: Source | undefined;
let requests: Request[];
let errors: (string | undefined)[];

beforeEach(() => {
  services = createServices();
  queue = putQueue(services, "orders", { VisibilityTimeout: "60" });
  putCredentials(services);
  [requests, errors] = [[], []];
});
afterEach(async () => {
  for (const request of requests) await request.answer(200);
  await poller?.stop();
  services.store.close();
});

function start(config: object = {}): void {
  const sqs_config = {
    region: "fr-par",
    access_key_id: "key",
    queue_url: `http://queues:1/project-${PROJECT}/${queue.name}`,
    ...config,
  };
  const trigger = {
    fields: { sqs_config },
    credentials: { secret_access_key: "secret" },
  } as unknown as Trigger;
  const call = (body: string | Uint8Array) =>
    new Promise<number>((resolve) => {
      const answer = async (status: number) => {
        resolve(status);
        await settled();
      };
      requests.push({ body, answer });
    });
  poller = startQueuePoller(trigger, { services, call, report: (reason) => errors.push(reason) });
}

/** Lets everything happen that does not need time. */
const settled = async () => {
  for (let index = 0; index < 10; index++) await turn();
};
const advance = async (milliseconds: number) => {
  services.clock.advance(milliseconds);
  await settled();
};
const send = async (...bodies: string[]) => {
  for (const body of bodies) sendFromPage(idOf(queue), body, services);
  await settled();
};
const depth = () => Object.values(depthOf(queue, services));
const bodies = () => requests.map(({ body }) => body);

test("a message calls the container, and is deleted after an answer of 2xx", async () => {
  start();
  await send("x");
  expect(bodies()).toEqual(["x"]);
  expect(depth()).toEqual([0, 1]);
  await requests[0]!.answer(204);
  expect(depth()).toEqual([0, 0]);
  expect(errors).toEqual([undefined]);
});

test.each([199, 302, 404, 500])(
  "a message is delivered again after an answer of %i and the visibility timeout",
  async (status) => {
    start();
    await send("x");
    await requests[0]!.answer(status);
    expect(depth()).toEqual([0, 1]);
    await advance(59_000);
    expect(bodies()).toEqual(["x"]);
    await advance(1000);
    expect(bodies()).toEqual(["x", "x"]);
  },
);

test("10 messages are delivered at once, and the next after an answer", async () => {
  start();
  const sent = Array.from({ length: 12 }, (_, index) => `${index}`);
  await send(...sent);
  expect(bodies()).toEqual(sent.slice(0, 10));
  await requests[3]!.answer(200);
  expect(bodies()).toEqual(sent.slice(0, 11));
});

test("a FIFO queue is delivered one by one, in its order", async () => {
  queue = putQueue(services, "orders.fifo", { FifoQueue: "true", VisibilityTimeout: "60" });
  services.store.transaction(() => {
    queues(services).delete(idOf({ ...queue, name: "orders" }));
  });
  start();
  await send("a", "b", "c");
  await requests[0]!.answer(500);
  expect(bodies()).toEqual(["a"]);
  await advance(60_000);
  for (let index = 1; index < 4; index++) {
    expect(bodies()).toHaveLength(index + 1);
    await requests[index]!.answer(200);
  }
  expect(bodies()).toEqual(["a", "a", "b", "c"]);
});

test("without an instance, the polling pauses longer and longer", async () => {
  start();
  await send("a", "b");
  await requests[0]!.answer(503);
  await requests[1]!.answer(503);
  await send("c");
  expect(bodies()).toEqual(["a", "b"]);
  await advance(999);
  expect(bodies()).toEqual(["a", "b"]);
  await advance(1);
  expect(bodies()).toEqual(["a", "b", "c"]);
  await requests[2]!.answer(503);
  await send("d");
  await advance(1999);
  expect(bodies()).toEqual(["a", "b", "c"]);
  await advance(1);
  expect(bodies()).toEqual(["a", "b", "c", "d"]);
  await requests[3]!.answer(200);
  await send("e");
  expect(bodies()).toEqual(["a", "b", "c", "d", "e"]);
});

test.each([
  ["an unknown key", { access_key_id: "other" }],
  ["a queue that does not exist", { queue_url: `http://queues:1/project-${PROJECT}/missing` }],
  ["a queue of another project", { queue_url: `http://queues:1/project-${MISSING}/orders` }],
  ["a URL that is not one of a queue", { queue_url: "orders" }],
  ["another region", { region: "nl-ams" }],
])("a trigger with %s is in error", async (_, config) => {
  start(config);
  await send("x");
  expect(errors).toEqual([expect.any(String)]);
  expect(requests).toEqual([]);
});

test.each([
  [
    "are deleted",
    () => {
      credentialsOf("sqs", services).delete("66666666-6666-4666-8666-666666666666");
    },
  ],
  ["have another secret key", () => putCredentials(services, { secret_key: "other" })],
  [
    "cannot receive",
    () => putCredentials(services, { permissions: { can_publish: true, can_receive: false, can_manage: true } }),
  ],
])("a trigger is in error while its credentials %s", async (_, change) => {
  start();
  await settled();
  services.store.transaction(change);
  await send("x");
  expect(errors).toEqual([undefined, expect.any(String)]);
  expect(requests).toEqual([]);
  putCredentials(services);
  await settled();
  expect(errors).toEqual([undefined, expect.any(String), undefined]);
  expect(bodies()).toEqual(["x"]);
});

test("the reason of an error does not contain the secret key", async () => {
  putCredentials(services, { secret_key: "planted" });
  start();
  await settled();
  expect(errors).toHaveLength(1);
  expect(errors[0]).not.toMatch(/planted|secret/);
});

test("a stopped trigger receives nothing, and keeps the message of a call that ends later", async () => {
  start();
  await send("a");
  await poller!.stop();
  await requests[0]!.answer(200);
  await send("b");
  expect(bodies()).toEqual(["a"]);
  expect(depth()).toEqual([1, 1]);
});

test("a call that ends while the trigger stops deletes its message", async () => {
  start();
  await send("a");
  const stopped = poller!.stop();
  await requests[0]!.answer(200);
  await stopped;
  expect(depth()).toEqual([0, 0]);
});

test("a full disk does not stop the polling", async () => {
  start();
  await send("a");
  const transaction = jest.spyOn(services.store, "transaction").mockImplementation(() => {
    throw new Error("no space left on device");
  });
  await requests[0]!.answer(200);
  transaction.mockRestore();
  await advance(60_000);
  expect(bodies()).toEqual(["a", "a"]);
});

test("a queue that does not exist is not sent to", () => {
  expect(sendFromPage("fr-par/x/y", "x", services)).toBe(false);
});
