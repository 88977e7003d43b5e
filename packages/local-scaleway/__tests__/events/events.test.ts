import type { SourceContext, StartSource } from "../../src/events/source";
import type { Trigger } from "../../src/products/container/records";
import { CONTAINERS } from "../helpers/server";
import { TriggerWorld } from "../helpers/triggers";
import { until } from "../helpers/until";

const SQS = { access_key_id: "key", secret_access_key: "first", queue_url: "http://127.0.0.1:4580/orders" };

interface Started {
  readonly trigger: Trigger;
  readonly context: SourceContext;
  isStopped: boolean;
}

let started: Started[];
let world: TriggerWorld;
/** What the source does before it has stopped. */
let beforeStop: () => Promise<void>;

const startSource: StartSource = (trigger, context) => {
  const source: Started = { trigger, context, isStopped: false };
  started.push(source);
  return {
    stop: async () => {
      source.isStopped = true;
      await beforeStop();
    },
  };
};
const active = () => started.filter(({ isStopped }) => !isStopped);

beforeEach(() => {
  started = [];
  beforeStop = () => Promise.resolve();
  world = new TriggerWorld({ sqs: startSource });
});
afterEach(() => world.close());

async function create(): Promise<{ id: string; container: string }> {
  const container = await world.createContainer();
  return { id: await world.createTrigger(container, { sqs_config: SQS }), container };
}

test("a trigger has one source, which gets its credentials", async () => {
  const { id } = await create();
  expect(active()).toHaveLength(1);
  expect(active()[0]!.trigger).toMatchObject({ id, credentials: { secret_access_key: "first" } });
});

test.each([
  ["its queue changes", { sqs_config: { queue_url: "http://127.0.0.1:4580/other" } }],
  ["its credentials change", { sqs_config: { secret_access_key: "second" } }],
  ["its destination changes", { destination_config: { http_path: "/other" } }],
])("a source is started again when %s", async (_, change) => {
  const { id } = await create();
  await world.call("PATCH", `${CONTAINERS}/triggers/${id}`, change);
  expect(started.map(({ isStopped }) => isStopped)).toEqual([true, false]);
});

test.each([
  ["a trigger is renamed", (id: string) => world.call("PATCH", `${CONTAINERS}/triggers/${id}`, { name: "renamed" })],
  ["another resource changes", () => world.createContainer({ name: "other" })],
])("a source goes on when %s", async (_, change) => {
  const { id } = await create();
  await change(id);
  expect(started.map(({ isStopped }) => isStopped)).toEqual([false]);
});

test.each([
  ["the trigger is deleted", ({ id }: { id: string }) => world.call("DELETE", `${CONTAINERS}/triggers/${id}`)],
  [
    "the container is deleted",
    ({ container }: { container: string }) => world.call("DELETE", `${CONTAINERS}/containers/${container}`),
  ],
  ["everything is removed", () => world.call("POST", "/local/v1/reset")],
])("a source stops when %s", async (_, change) => {
  await change(await create());
  expect([started.length, active().length]).toEqual([1, 0]);
});

test("a source stops when its deletion starts, before the trigger is gone", async () => {
  const { id } = await create();
  world.services.settings.settleMs = 60_000;
  await world.call("DELETE", `${CONTAINERS}/triggers/${id}`);
  expect([(await world.trigger(id)).status, active().length]).toEqual(["deleting", 0]);
});

test("sources are started again after a restart and a restored snapshot", async () => {
  await create();
  await world.restart();
  expect([started.length, active().length]).toEqual([2, 1]);
  const { body } = await world.call("GET", "/local/v1/snapshot");
  await world.call("POST", "/local/v1/reset");
  expect(active()).toHaveLength(0);
  await world.call("PUT", "/local/v1/snapshot", body);
  expect(active()).toHaveLength(1);
});

test("a problem of a source is the error of its trigger until it is gone", async () => {
  const { id } = await create();
  const { context } = active()[0]!;
  context.report("no such queue");
  await until(async () => (await world.trigger(id)).status === "error");
  expect((await world.trigger(id)).error_message).toBe("no such queue");
  expect(started).toHaveLength(1);
  context.report(undefined);
  await until(async () => (await world.trigger(id)).status === "ready");
  expect((await world.trigger(id)).error_message).toBe("");
});

test("a stopped source cannot change its trigger", async () => {
  const { id } = await create();
  const { context } = active()[0]!;
  await world.call("PATCH", `${CONTAINERS}/triggers/${id}`, { sqs_config: { secret_access_key: "second" } });
  context.report("too late");
  expect(await world.trigger(id)).toMatchObject({ status: "ready", error_message: "" });
});

test("a changed trigger is ready until its source reports a problem again", async () => {
  const { id } = await create();
  active()[0]!.context.report("no such queue");
  await until(async () => (await world.trigger(id)).status === "error");
  await world.call("PATCH", `${CONTAINERS}/triggers/${id}`, {
    sqs_config: { queue_url: "http://127.0.0.1:4580/other" },
  });
  expect((await world.trigger(id)).status).toBe("ready");
});

test("close waits for calls in flight and for the work after them, but not for ever", async () => {
  await create();
  let end: (status: number) => void = () => undefined;
  world.answer = () =>
    new Promise((resolve) => {
      end = resolve;
    });
  const { context } = active()[0]!;
  const order: string[] = [];
  const call = context.call("{}").then(() => order.push("call"));
  beforeStop = async () => {
    await call;
    order.push("deleted message");
  };
  const closed = world.events.close().then(() => order.push("closed"));
  await until(() => active().length === 0);
  end(200);
  await closed;
  expect(order).toEqual(["call", "deleted message", "closed"]);

  await world.restart();
  beforeStop = () => new Promise(() => undefined);
  await world.events.close();
});

test("a call that cannot be made fails, and does not end the source", async () => {
  await create();
  world.answer = () => Promise.reject(new Error("invalid header"));
  expect(await active()[0]!.context.call("{}")).toBe(502);
});

describe("the control interface", () => {
  const run = (id: string, body: object) => world.call("POST", `/local/v1/triggers/${id}/run`, body);

  test("runs a trigger now with a message", async () => {
    const { id, container } = await create();
    world.answer = () => Promise.resolve(503);
    expect(await run(id, { body: '{"order":1}' })).toMatchObject({
      status: 200,
      body: { status: 503, duration_ms: expect.any(Number) },
    });
    expect(world.calls).toEqual([
      { containerId: container, method: "POST", path: "/", headers: {}, body: '{"order":1}' },
    ]);
  });

  test("runs a schedule with its body, or with another one", async () => {
    const id = await world.createTrigger(await world.createContainer(), {
      cron_config: { schedule: "0 2 * * *", body: "own" },
    });
    await run(id, {});
    await run(id, { body: "" });
    expect(world.calls.map(({ body }) => body)).toEqual(["own", ""]);
  });

  test.each([
    ["a message is missing", async () => (await create()).id, {}, 400],
    ["the message is not a text", async () => (await create()).id, { body: 1 }, 400],
    ["the trigger does not exist", () => Promise.resolve("44444444-4444-4444-8444-444444444444"), { body: "" }, 404],
    ["the ID is not one", () => Promise.resolve("x"), { body: "" }, 404],
  ])("does not run a trigger if %s", async (_, id, body, status) => {
    expect((await run(await id(), body)).status).toBe(status);
    expect(world.calls).toEqual([]);
  });

  test("lists triggers without their credentials", async () => {
    const { id, container } = await create();
    const { body } = await world.call("GET", "/local/v1/triggers");
    const names = { name: "nightly", container: "order-api", namespace: "shop-0" };
    const state = { source_type: "sqs", status: "ready", error_message: "", next_runs: [] };
    expect(body).toEqual({ triggers: [{ id, container_id: container, ...names, ...state }] });
  });
});
