import type { Lease } from "../../src/runtime/runtime";
import { withRuntime, type TestRuntime } from "../helpers/runtime";
import { until } from "../helpers/until";

const MINUTE_MS = 60_000;

async function acquireMany(runtime: TestRuntime, id: string, count: number): Promise<Lease[]> {
  return Promise.all(Array.from({ length: count }, () => runtime.acquire(id)));
}

const releaseAll = (leases: readonly Lease[]) => {
  for (const lease of leases) lease.release();
};

test.each([
  [10, 20, 50, 5],
  [10, 3, 50, 3],
  [80, 20, 80, 1],
  [80, 20, 81, 2],
  [1, 20, 7, 7],
])(
  "with a threshold of %d and at most %d instances, %d requests get %d instances",
  (threshold, maxScale, requests, instances) =>
    withRuntime(async (runtime) => {
      const scaling_option = { concurrent_requests_threshold: threshold };
      const id = await runtime.createDeployed({ max_scale: maxScale, scaling_option });
      const leases = await acquireMany(runtime, id, requests);
      expect(new Set(leases.map(({ port }) => port)).size).toBe(instances);
      expect(runtime.running(id)).toBe(instances);
      releaseAll(leases);
      expect(runtime.engine.started).toHaveLength(instances);
    }),
);

test("an instance gets at most 80 requests at once, and the others wait", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.createDeployed({ max_scale: 1, scaling_option: { concurrent_requests_threshold: 10 } });
    const leases = await acquireMany(runtime, id, 80);
    let isServed = false;
    const waiting = runtime.acquire(id).then((lease) => {
      isServed = true;
      return lease;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isServed).toBe(false);
    leases.pop()?.release();
    (await waiting).release();
    releaseAll(leases);
  }));

test("a request that is aborted while it waits leaves the queue", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.createDeployed({ max_scale: 1, scaling_option: { concurrent_requests_threshold: 1 } });
    const leases = await acquireMany(runtime, id, 80);
    const aborted = new AbortController();
    const waiting = runtime.acquire(id, aborted.signal);
    aborted.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    releaseAll(leases);
    expect(runtime.workloads.instances(id)).toMatchObject([{ requests: 0 }]);
  }));

test("instances that are not needed stop after 30 seconds, the last one after 15 minutes", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.createDeployed({ scaling_option: { concurrent_requests_threshold: 1 } });
    releaseAll(await acquireMany(runtime, id, 3));
    runtime.clock.advance(29_000);
    expect(runtime.engine.running).toHaveLength(3);
    runtime.clock.advance(2000);
    await until(() => runtime.engine.running.length === 1);
    runtime.clock.advance(14 * MINUTE_MS);
    expect(runtime.engine.running).toHaveLength(1);
    runtime.clock.advance(MINUTE_MS);
    await until(() => runtime.engine.running.length === 0);
    (await runtime.acquire(id)).release();
    expect(runtime.engine.running).toHaveLength(1);
  }));

test("an instance that answers a request is not stopped", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.createDeployed();
    const lease = await runtime.acquire(id);
    runtime.clock.advance(60 * MINUTE_MS);
    expect(runtime.engine.running).toHaveLength(1);
    lease.release();
  }));

test("the minimum number of instances is kept, also when they end", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.createDeployed({ min_scale: 2 });
    await until(() => runtime.running(id) === 2);
    runtime.clock.advance(60 * MINUTE_MS);
    expect(runtime.running(id)).toBe(2);
    runtime.engine.running[0]!.end({ code: 1, isOutOfMemory: false });
    await until(() => runtime.engine.started.length === 3 && runtime.running(id) === 2);
  }));

test("a program that ends again and again is started with pauses", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.createDeployed({ min_scale: 1 });
    runtime.engine.programs.set("shop", { exit: { code: 1, isOutOfMemory: false } });
    runtime.engine.running[0]!.end({ code: 1, isOutOfMemory: false });
    await until(() => runtime.engine.started.length === 4);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(runtime.engine.started).toHaveLength(4);
    expect(runtime.lines.at(-1)!.text).toContain("an instance cannot be started");
    runtime.engine.programs.delete("shop");
    runtime.clock.advance(2000);
    await until(() => runtime.running(id) === 1);
  }));

test("an instance whose liveness probe fails is replaced", () =>
  withRuntime(async (runtime) => {
    let status = 200;
    runtime.engine.programs.set("shop", { listener: (_, response) => response.writeHead(status).end() });
    const liveness_probe = { failure_threshold: 3, interval: "1s", timeout: "1s", http: { path: "/" } };
    const id = await runtime.createDeployed({ min_scale: 1, liveness_probe });
    status = 500;
    await until(() => runtime.engine.started[0]!.isStopped());
    status = 200;
    await until(() => runtime.running(id) === 1);
    expect(runtime.lines.map(({ text }) => text)).toEqual([
      "stopped: does not respond to HTTP requests on port 8080 and path /",
    ]);
  }));

test.each([
  [900, 20, 2],
  [1900, 20, 4],
  [9000, 3, 3],
])("%d milli-CPU in use get, with at most %d instances, %d instances of a threshold of 50 %%", (use, max, instances) =>
  withRuntime(async (runtime) => {
    const settings = { min_scale: 1, max_scale: max, mvcpu_limit: 1000, scaling_option: { cpu_usage_threshold: 50 } };
    const id = await runtime.createDeployed(settings);
    runtime.engine.usageMilliCpu = use;
    await until(() => runtime.running(id) === instances);
    runtime.clock.advance(0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(runtime.engine.started).toHaveLength(instances);
  }),
);

test("a changed scale counts at once", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.createDeployed();
    await runtime.call("PATCH", `/containers/${id}`, { min_scale: 3 });
    await until(() => runtime.running(id) === 3);
  }));

test("an image that the engine has removed is prepared again", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.createDeployed();
    runtime.engine.running[0]!.end({ code: 0, isOutOfMemory: false });
    runtime.engine.programs.set("shop", { isGone: true });
    await until(() => runtime.running(id) === 0);
    await expect(runtime.acquire(id)).rejects.toThrow();
    runtime.engine.programs.delete("shop");
    runtime.clock.advance(2000);
    (await runtime.acquire(id)).release();
    expect(runtime.engine.prepared).toBe(2);
  }));

test("instances that fail together are one failure: the next start is soon", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.createDeployed({ min_scale: 5 });
    await until(() => runtime.running(id) === 5);
    runtime.engine.programs.set("shop", { isGone: true });
    for (const instance of runtime.engine.running) instance.end({ code: 1, isOutOfMemory: false });
    await until(() => runtime.lines.some(({ text }) => text.includes("cannot be started")));
    runtime.engine.programs.delete("shop");
    runtime.clock.advance(1500);
    await until(() => runtime.running(id) === 5);
  }));
