import { TestRuntime, withRuntime } from "../helpers/runtime";
import { until } from "../helpers/until";

const NOT_LISTENING = "Container is unable to start OR is not listening on port 8080";
const CRASH = { code: 1, isOutOfMemory: false };

test("a deployment is ready when the program listens", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.create();
    expect((await runtime.call("GET", `/containers/${id}`)).status).toBe("creating");
    expect(await runtime.deployed(id)).toMatchObject({ status: "ready", error_message: "" });
    expect(runtime.running(id)).toBe(1);
  }));

test("an instance gets the variables and secrets of the namespace and of the container, and the port", () =>
  withRuntime(async (runtime) => {
    await runtime.createDeployed(
      {
        port: 3000,
        environment_variables: { BOTH: "container", PORT: "1" },
        secret_environment_variables: { KEY: "trout" },
        command: ["node"],
        args: ["server.js"],
        memory_limit_bytes: 256_000_000,
        mvcpu_limit: 140,
      },
      {
        environment_variables: { BOTH: "namespace", REGION: "fr-par" },
        secret_environment_variables: { SHARED: "salmon" },
      },
    );
    expect(runtime.engine.started[0]!.settings).toMatchObject({
      environment: { BOTH: "container", REGION: "fr-par", KEY: "trout", SHARED: "salmon", PORT: "3000" },
      port: 3000,
      command: ["node"],
      args: ["server.js"],
      memoryBytes: 256_000_000,
      milliCpu: 140,
    });
  }));

test("a program that ends is started three times, then the deployment fails with Scaleway's reason", () =>
  withRuntime(async (runtime) => {
    runtime.engine.programs.set("broken", { exit: CRASH });
    const id = await runtime.create({ image: "broken" });
    expect(await runtime.deployed(id)).toMatchObject({ status: "error", error_message: NOT_LISTENING });
    expect(runtime.engine.started).toHaveLength(3);
    expect(runtime.engine.running).toHaveLength(0);
    expect(runtime.lines.map(({ text }) => text)).toEqual([
      "exited with code 1",
      "started as user 1000, and ended. It starts as the user of its image now",
      "exited with code 1",
      "exited with code 1",
      `deployment failed: ${NOT_LISTENING}`,
    ]);
    await expect(runtime.acquire(id)).rejects.toThrow();
  }));

test("a program that is killed for its memory is reported", () =>
  withRuntime(async (runtime) => {
    runtime.engine.programs.set("greedy", { exit: { code: 137, isOutOfMemory: true } });
    await runtime.createDeployed({ image: "greedy", memory_limit_bytes: 128_000_000 });
    expect(runtime.lines[0]).toMatchObject({ text: "killed: out of memory (128 MB)" });
  }));

const TCP = { failure_threshold: 3, interval: "20s", timeout: "1s", tcp: {} };
const HTTP = { failure_threshold: 5, interval: "20s", timeout: "1s", http: { path: "/health" } };

test.each([
  ["the default liveness probe", {}, 60_000, NOT_LISTENING],
  ["a liveness probe", { liveness_probe: { ...TCP, failure_threshold: 30 } }, 600_000, NOT_LISTENING],
  [
    "a startup probe",
    { startup_probe: HTTP },
    100_000,
    `${NOT_LISTENING.replace("is not listening", "does not respond to HTTP requests")} and path /health`,
  ],
])("a program that does not listen fails after the time of %s", (_, probes, milliseconds, error_message) =>
  withRuntime(async (runtime) => {
    runtime.engine.programs.set("deaf", { isDeaf: true });
    const id = await runtime.create({ image: "deaf", ...probes });
    await until(() => runtime.engine.started.length === 1);
    runtime.clock.advance(milliseconds - 5000);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await runtime.call("GET", `/containers/${id}`)).status).toBe("creating");
    runtime.clock.advance(5000);
    expect(await runtime.deployed(id)).toMatchObject({ status: "error", error_message });
    expect(runtime.engine.running).toHaveLength(0);
  }),
);

test("a deployment that fails does not wait for the end of its program", () =>
  withRuntime(async (runtime) => {
    let release: () => void = () => undefined;
    runtime.engine.stopGate = new Promise((resolve) => (release = resolve));
    runtime.engine.programs.set("deaf", { isDeaf: true });
    const id = await runtime.create({ image: "deaf" });
    await until(() => runtime.engine.started.length === 1);
    runtime.clock.advance(60_000);
    expect((await runtime.deployed(id)).status).toBe("error");
    expect(runtime.engine.running).toHaveLength(1);
    release();
    await until(() => runtime.engine.running.length === 0);
  }));

test("an HTTP probe requires a status from 200 to 399", () =>
  withRuntime(async (runtime) => {
    let status = 500;
    runtime.engine.programs.set("slow", { listener: (_, response) => response.writeHead(status).end() });
    const id = await runtime.create({ image: "slow", liveness_probe: HTTP });
    await until(() => runtime.engine.started.length === 1);
    expect((await runtime.call("GET", `/containers/${id}`)).status).toBe("creating");
    status = 200;
    expect((await runtime.deployed(id)).status).toBe("ready");
  }));

test("an HTTP probe fails if the program switches the protocol", () =>
  withRuntime(async (runtime) => {
    let requests = 0;
    runtime.engine.programs.set("switching", {
      listener: (_, response) => {
        requests++;
        response.socket?.end("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n");
      },
    });
    await runtime.create({ image: "switching", liveness_probe: HTTP });
    await until(() => requests > 1);
  }));

test("an image that cannot be used fails the deployment with the reason of the engine", () =>
  withRuntime(async (runtime) => {
    runtime.engine.programs.set("missing", { missing: "no such image" });
    const id = await runtime.create({ image: "missing" });
    expect(await runtime.deployed(id)).toMatchObject({ status: "error", error_message: "no such image" });
  }));

test("the previous deployment serves until the next one is ready", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.createDeployed();
    const [previous] = runtime.engine.started;
    const lease = await runtime.acquire(id);
    runtime.engine.programs.set("next", { isDeaf: true });
    await runtime.call("PATCH", `/containers/${id}`, { image: "next" });
    await until(() => runtime.engine.started.length === 2);
    expect((await runtime.call("GET", `/containers/${id}`)).status).toBe("updating");
    const during = await runtime.acquire(id);
    expect(during.port).toBe(previous!.port);
    during.release();
    runtime.engine.programs.delete("next");
    await runtime.call("POST", `/containers/${id}/redeploy`);
    await runtime.deployed(id);
    expect((await runtime.acquire(id)).port).not.toBe(previous!.port);
    // It still answers a request.
    expect(previous!.isStopped()).toBe(false);
    lease.release();
    expect(previous!.isStopped()).toBe(true);
    expect(runtime.engine.running).toHaveLength(1);
  }));

test("a failed deployment leaves the previous one serving for a day", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.createDeployed();
    runtime.engine.programs.set("broken", { exit: CRASH });
    await runtime.call("PATCH", `/containers/${id}`, { image: "broken" });
    expect((await runtime.deployed(id)).status).toBe("error");
    (await runtime.acquire(id)).release();
    runtime.clock.advance(23 * 3_600_000);
    (await runtime.acquire(id)).release();
    runtime.clock.advance(3_600_000);
    await expect(runtime.acquire(id)).rejects.toThrow();
  }));

test("changed variables of a namespace are deployed to its containers", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.createDeployed();
    const { namespace_id } = await runtime.call("GET", `/containers/${id}`);
    await runtime.call("PATCH", `/namespaces/${namespace_id}`, { environment_variables: { A: "b" } });
    await runtime.deployed(id);
    expect(runtime.engine.running.map(({ settings }) => settings.environment["A"])).toEqual(["b"]);
  }));

test("a deleted container has no instances", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.createDeployed();
    await runtime.call("DELETE", `/containers/${id}`);
    await until(() => runtime.engine.running.length === 0);
    await expect(runtime.acquire(id)).rejects.toThrow();
  }));

test("after a restart, a container serves its last successful deployment, also beside a failed one", async () => {
  let folder = "";
  let id = "";
  await withRuntime(async (runtime) => {
    folder = runtime.folder;
    id = await runtime.createDeployed();
    runtime.engine.programs.set("broken", { exit: CRASH });
    await runtime.call("PATCH", `/containers/${id}`, { image: "broken" });
    await runtime.deployed(id);
  });
  await withRuntime(
    async (runtime) => {
      expect(runtime.running(id)).toBe(0);
      (await runtime.acquire(id)).release();
      expect(runtime.engine.started.map(({ settings }) => settings.image)).toEqual(["shop"]);
      expect((await runtime.deployed(id)).status).toBe("error");
    },
    undefined,
    folder,
  );
});

test("a deployment that a stopped server did not end is made by the next one", async () => {
  let folder = "";
  let id = "";
  await withRuntime(async (runtime) => {
    folder = runtime.folder;
    runtime.engine.programs.set("shop", { isDeaf: true });
    id = await runtime.create();
    await until(() => runtime.engine.started.length === 1);
  });
  await withRuntime(
    async (runtime) => {
      expect((await runtime.deployed(id)).status).toBe("ready");
    },
    undefined,
    folder,
  );
});

test("a container that was created without an engine is served with one", async () => {
  const before = new TestRuntime(undefined, undefined, false);
  const id = await before.create();
  await before.stop();
  await withRuntime(
    async (runtime) => {
      (await runtime.acquire(id)).release();
      expect(runtime.running(id)).toBe(1);
    },
    undefined,
    before.folder,
  );
});

test("the answer about a container waits for the end of its deployment, but not longer than a limit", () =>
  withRuntime(async (runtime) => {
    runtime.settings.holdMs = 10_000;
    const id = await runtime.create();
    expect((await runtime.call("GET", `/containers/${id}`)).status).toBe("ready");
    runtime.settings.holdMs = 20;
    runtime.engine.programs.set("deaf", { isDeaf: true });
    await runtime.call("PATCH", `/containers/${id}`, { image: "deaf" });
    expect((await runtime.call("GET", `/containers/${id}`)).status).toBe("updating");
  }));

test("a program starts as user 1000, and as the user of its image if it has ended before it was ready", () =>
  withRuntime(async (runtime) => {
    runtime.engine.programs.set("root", { endsAsUser: "1000:1000" });
    const id = await runtime.createDeployed({ image: "root", min_scale: 2 });
    await until(() => runtime.running(id) === 2);
    expect(runtime.engine.started.map(({ settings }) => settings.user)).toEqual(["1000:1000", undefined, undefined]);
  }));

test("restored records run, also if later deployments had the same numbers", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.createDeployed();
    const records = structuredClone(runtime.store.records());
    await runtime.call("PATCH", `/containers/${id}`, { image: "second" });
    await runtime.deployed(id);
    runtime.store.replace(records);
    const images = () => runtime.engine.running.map(({ settings }) => settings.image);
    await until(() => images().length === 0);
    (await runtime.acquire(id)).release();
    expect(images()).toEqual(["shop"]);
    await runtime.call("PATCH", `/containers/${id}`, { image: "third" });
    expect((await runtime.deployed(id)).status).toBe("ready");
    expect(images()).toEqual(["third"]);
  }));

test("the deployment of a record that a restored one replaces is abandoned", () =>
  withRuntime(async (runtime) => {
    const id = await runtime.createDeployed();
    const records = structuredClone(runtime.store.records());
    runtime.engine.programs.set("deaf", { isDeaf: true });
    await runtime.call("PATCH", `/containers/${id}`, { image: "deaf" });
    await until(() => runtime.engine.started.length === 2);
    runtime.store.replace(records);
    await until(() => runtime.engine.running.length === 0);
    (await runtime.acquire(id)).release();
    expect((await runtime.deployed(id)).status).toBe("ready");
  }));
