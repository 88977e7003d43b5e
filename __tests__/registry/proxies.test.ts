import { createServer, type AddressInfo, type Socket } from "node:net";
import { LIMITS } from "../../lib/registry/limits";
import { errorOf, names, useRegistries } from "../helpers/registry-client";

const registries = useRegistries();
const { startWithImage: start } = registries;

describe("a proxy", () => {
  test.each(["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"])(
    "of %s is used, with or without a scheme",
    async (name) => {
      const proxy = await registries.proxy();
      for (const value of [proxy.host, `http://${proxy.host}`]) {
        const { lookups, lookup: resolve } = names({});
        const client = registries.client({ [name]: value }, { lookup: resolve });
        expect(await errorOf(client.resolve("registry.test/a"))).toMatchObject({
          code: "proxy-refused",
          reference: "registry.test/a",
          host: proxy.host,
          status: 403,
        });
        expect(lookups).toEqual([]);
      }
      expect(proxy.requests).toEqual([1, 2].map(() => ["registry.test:443", undefined]));
    },
  );

  test("gets its login, which no message contains", async () => {
    const proxy = await registries.proxy();
    const client = registries.client({ HTTPS_PROXY: `http://user:pass%2Bword@${proxy.host}` });
    expect((await errorOf(client.resolve("registry.test/a"))).message).not.toContain("pass");
    expect(proxy.requests).toEqual([
      ["registry.test:443", `Basic ${Buffer.from("user:pass+word").toString("base64")}`],
    ]);
  });

  test.each(["no_proxy", "NO_PROXY"])("is not used for the hosts of %s, nor for this machine", async (name) => {
    const proxy = await registries.proxy();
    const environment = { HTTPS_PROXY: proxy.host, HTTP_PROXY: proxy.host };
    const { server, image, digest } = await start();
    for (const value of ["a.test,registry.test", "*", ".test"]) {
      const client = registries.client({ ...environment, [name]: value }, names({}));
      expect((await errorOf(client.resolve("registry.test/a"))).message).toContain("ENOTFOUND registry.test");
      expect(await client.resolve(image)).toMatchObject({ digest });
    }
    expect(await registries.client(environment).resolve(image)).toMatchObject({ digest });
    expect([proxy.requests, server.log.length]).toEqual([[], 16]);
  });

  test.each(["http://", "http://a:%zz@proxy", "http://a b"])(
    "such as %j is rejected, without repeating it",
    async (value) => {
      const client = registries.client({ HTTPS_PROXY: value });
      const { code, message } = await errorOf(client.resolve("registry.test/a"));
      expect(code).toBe("proxy-url-invalid");
      expect(message).toContain("HTTPS_PROXY");
      expect(message).not.toContain(value.replace("http://", "") || "never");
      await client.close();
    },
  );

  test("of the process is not used, when another environment is given", async () => {
    const proxy = await registries.proxy();
    const replaced = jest.replaceProperty(process, "env", { ...process.env, HTTPS_PROXY: proxy.host });
    const client = registries.client({}, names({}));
    expect((await errorOf(client.resolve("registry.test/a"))).message).toContain("ENOTFOUND");
    expect(proxy.requests).toEqual([]);
    replaced.restore();
  });

  test("that hangs up is used a few times more, and then reported", async () => {
    const proxy = await registries.proxy(undefined, (socket) => {
      socket.destroy();
    });
    const client = registries.client({ HTTPS_PROXY: `http://user:planted@${proxy.host}` });
    const error = await errorOf(client.resolve("registry.test/a"));
    expect(error).toMatchObject({ code: "connection-closed", host: proxy.host });
    expect(error.message).toContain("HTTPS_PROXY");
    expect(error.message).not.toContain("planted");
    expect(proxy.requests).toHaveLength(LIMITS.attempts);
  });

  test("that hangs up is not used endlessly over TLS", async () => {
    const sockets: Socket[] = [];
    const proxy = createServer((socket) => {
      sockets.push(socket.on("error", () => undefined));
      socket.destroy();
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const client = registries.client({ HTTPS_PROXY: `https://${host}` });
    expect((await errorOf(client.resolve("registry.test/a"))).host).toBe(host);
    expect(sockets.length).toBeLessThanOrEqual(LIMITS.attempts);
    proxy.close();
  });

  test.each([
    [407, "proxy-login-required"],
    [502, "proxy-refused"],
  ])("that returns %i is reported as %s", async (status, code) => {
    const proxy = await registries.proxy(undefined, (socket) => {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    });
    const client = registries.client({ HTTPS_PROXY: `http://user:planted@${proxy.host}` });
    const error = await errorOf(client.resolve("registry.test/a"));
    expect(error).toMatchObject({ code, host: proxy.host, status });
    expect(error.message).toContain("CONNECT registry.test:443");
    expect(error.message).not.toContain("planted");
    expect(proxy.requests).toHaveLength(1);
  });

  test("that is unreachable is reported", async () => {
    const server = await registries.server();
    const { host } = server;
    await server.close();
    const client = registries.client({ HTTPS_PROXY: `http://user:planted@${host}` });
    const error = await errorOf(client.resolve("registry.test/a"));
    expect(error).toMatchObject({ code: "unreachable", reference: "registry.test/a", host });
    expect(error.message).toContain(`ECONNREFUSED ${host}`);
    expect(error.message).not.toContain("planted");
  });

  test("that never responds is reported", async () => {
    const proxy = await registries.proxy(undefined, () => undefined);
    const timeouts = { connectMs: 5000, headersMs: 100, bodyMs: 5000, requestMs: 20_000 };
    const client = registries.client({ HTTPS_PROXY: proxy.host }, { timeouts });
    expect(await errorOf(client.resolve("registry.test/a"))).toMatchObject({ code: "timeout", host: proxy.host });
  });
});
