import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Bridge, forward } from "../../src/engine/bridge";
import { ask, describeWithEngine, docker, SETTINGS, useEngine } from "../helpers/engine";
import { until } from "../helpers/until";

describeWithEngine("an instance", () => {
  const server = createServer((request, response) => response.end(JSON.stringify(request.headers.host)));
  const bridge = new Bridge([
    (host) => {
      const { port } = server.address() as AddressInfo;
      return forward({ host, port }, { host: "127.0.0.1", port });
    },
  ]);
  const { engine, owner, start } = useEngine({
    onNetwork: (address) => bridge.open(address),
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(async () => {
    await bridge.close();
    server.close();
  });

  test("answers on its port, on this machine only, with its variables and the user of its image", async () => {
    const environment = { PORT: "8080", GREETING: "a=b 'c' $HOME é", SECRET: "line 1\nline 2" };
    const instance = await start({ environment });
    const { env, user } = await ask(instance);
    expect(env).toMatchObject(environment);
    expect(user).toEqual([0, 0]);
    const { HostConfig: host } = await (await docker()).getContainer(instance.id).inspect();
    expect([instance.host, host.PortBindings["8080/tcp"][0].HostIp]).toEqual(["127.0.0.1", "127.0.0.1"]);
    await instance.stop();
  });

  test("has its limits, its labels, a readable name and no privileges", async () => {
    const instance = await start({ memoryBytes: 128_000_000, milliCpu: 140 });
    const { Name: name, Config: config, HostConfig: host } = await (await docker()).getContainer(instance.id).inspect();
    expect([host.Memory, host.MemorySwap, host.NanoCpus]).toEqual([128_000_000, 128_000_000, 140_000_000]);
    expect(config.Labels).toMatchObject({ "scw-local": owner, "scw-local-container": SETTINGS.containerId });
    expect(name).toMatch(/^\/?scw-local-order-api-[\da-f]{8}$/);
    expect([host.Privileged, host.RestartPolicy?.Name, host.LogConfig?.Type]).toEqual([false, "no", "none"]);
    expect(host.SecurityOpt).toEqual(["no-new-privileges"]);
    await instance.stop();
  });

  test.each([
    ["arguments, and keeps the entry point", { args: ["server.mjs", "a", "b c"] }, ["a", "b c"]],
    ["the entry point, without the arguments of the image", { command: ["node", "server.mjs", "x"] }, ["x"]],
    ["both", { command: ["node", "server.mjs"], args: ["y"] }, ["y"]],
  ])("replaces %s", async (_, settings, argv) => {
    const instance = await start(settings);
    expect((await ask(instance)).argv).toEqual(argv);
    await instance.stop();
  });

  test("gets less time with a smaller share of the CPU", async () => {
    const program =
      "const end = Date.now() + 1500; let n = 0; while (Date.now() < end) n++; console.log(process.cpuUsage().user / 1000)";
    const instance = await start({ args: ["-e", program], milliCpu: 200 });
    await instance.exited;
    const milliseconds = Number(instance.lines[0]?.text);
    expect(milliseconds).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThan(900);
  });

  test("reports its use of the CPU and of the memory", async () => {
    const instance = await start({
      args: ["-e", "const kept = Buffer.alloc(50e6, 1); for (;;) kept[0]++"],
      milliCpu: 500,
    });
    await until(async () => (await instance.usage()).memoryBytes > 50e6);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { milliCpu } = await instance.usage();
    expect(milliCpu).toBeGreaterThan(10);
    expect(milliCpu).toBeLessThan(1000);
    await instance.stop();
    expect(await instance.usage()).toEqual({ milliCpu: 0, memoryBytes: 0 });
  });

  test("reaches a server of this machine that listens on 127.0.0.1", async () => {
    const url = `http://${engine().host.name}:${(server.address() as AddressInfo).port}/`;
    const instance = await start({ args: ["-e", `fetch("${url}").then((answer) => answer.text()).then(console.log)`] });
    await instance.exited;
    expect(instance.lines.map(({ text }) => text)).toEqual([JSON.stringify(new URL(url).host)]);
  });

  test("of a program that does not exist is a failed deployment, and leaves nothing", async () => {
    await expect(start({ command: ["missing"] })).rejects.toThrow(
      /^Container is unable to start OR is not listening on port 8080\. .*missing/,
    );
    const filters = { label: [`scw-local=${owner}`] };
    expect(await (await docker()).listContainers({ all: true, filters })).toEqual([]);
  });
});
