import { createServer, type AddressInfo, type Socket } from "node:net";
import { LIMITS } from "../../lib/registry/limits";
import { messageOf, names, useRegistries } from "../helpers/registry-client";

const registries = useRegistries();
const { startWithImage: start } = registries;

describe("a proxy", () => {
  test.each(["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"])(
    "of %s is asked, with or without a scheme",
    async (name) => {
      const proxy = await registries.proxy();
      for (const value of [proxy.host, `http://${proxy.host}`]) {
        const { asked, lookup: resolve } = names({});
        const client = registries.client({ [name]: value }, { lookup: resolve });
        expect(await messageOf(client.resolve("registry.test/a"))).toBe(
          `RegistryError: registry.test/a: the proxy ${proxy.host} answers 403 to CONNECT registry.test:443; ask who runs it, or see HTTPS_PROXY, HTTP_PROXY and NO_PROXY`,
        );
        expect(asked).toEqual([]);
      }
      expect(proxy.asked).toEqual([1, 2].map(() => ["registry.test:443", undefined]));
    },
  );

  test("gets its login, which no message shows", async () => {
    const proxy = await registries.proxy();
    const client = registries.client({ HTTPS_PROXY: `http://user:pass%2Bword@${proxy.host}` });
    expect(await messageOf(client.resolve("registry.test/a"))).not.toContain("pass");
    expect(proxy.asked).toEqual([["registry.test:443", `Basic ${Buffer.from("user:pass+word").toString("base64")}`]]);
  });

  test.each(["no_proxy", "NO_PROXY"])("is not asked for what %s names, nor for this machine", async (name) => {
    const proxy = await registries.proxy();
    const environment = { HTTPS_PROXY: proxy.host, HTTP_PROXY: proxy.host };
    const { server, image, digest } = await start();
    for (const value of ["a.test,registry.test", "*", ".test"]) {
      const client = registries.client({ ...environment, [name]: value }, names({}));
      expect(await messageOf(client.resolve("registry.test/a"))).toContain("ENOTFOUND registry.test");
      expect(await client.resolve(image)).toMatchObject({ digest });
    }
    expect(await registries.client(environment).resolve(image)).toMatchObject({ digest });
    expect([proxy.asked, server.log.length]).toEqual([[], 16]);
  });

  test.each(["http://", "http://a:%zz@proxy", "http://a b"])(
    "as %j is refused, without repeating it",
    async (value) => {
      const client = registries.client({ HTTPS_PROXY: value });
      expect(await messageOf(client.resolve("registry.test/a"))).toBe(
        "RegistryError: registry.test/a: HTTPS_PROXY is no URL; write http://host:port",
      );
      await client.close();
    },
  );

  test("of the process is not asked, when another environment is given", async () => {
    const proxy = await registries.proxy();
    const replaced = jest.replaceProperty(process, "env", { ...process.env, HTTPS_PROXY: proxy.host });
    const client = registries.client({}, names({}));
    expect(await messageOf(client.resolve("registry.test/a"))).toContain("ENOTFOUND");
    expect(proxy.asked).toEqual([]);
    replaced.restore();
  });

  test("that hangs up is asked a few times more, and then named", async () => {
    const proxy = await registries.proxy(undefined, (socket) => {
      socket.destroy();
    });
    const client = registries.client({ HTTPS_PROXY: `http://user:planted@${proxy.host}` });
    const message = await messageOf(client.resolve("registry.test/a"));
    expect(message).toContain(
      `the proxy ${proxy.host} ended the connection before its answer was whole; try again, or see HTTPS_PROXY`,
    );
    expect(message).not.toContain("planted");
    expect(proxy.asked).toHaveLength(LIMITS.attempts);
  });

  test("that hangs up is not asked without end, when it is reached by TLS", async () => {
    const sockets: Socket[] = [];
    const proxy = createServer((socket) => {
      sockets.push(socket.on("error", () => undefined));
      socket.destroy();
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const client = registries.client({ HTTPS_PROXY: `https://${host}` });
    expect(await messageOf(client.resolve("registry.test/a"))).toContain(`the proxy ${host} `);
    expect(sockets.length).toBeLessThanOrEqual(LIMITS.attempts);
    proxy.close();
  });

  test.each([
    [407, "write its login as http://user:password@"],
    [502, "ask who runs it, or see HTTPS_PROXY"],
  ])("that answers %i is named, with what to do", async (status, says) => {
    const proxy = await registries.proxy(undefined, (socket) => {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    });
    const client = registries.client({ HTTPS_PROXY: `http://user:planted@${proxy.host}` });
    const message = await messageOf(client.resolve("registry.test/a"));
    expect(message).toContain(`the proxy ${proxy.host} answers ${status} to CONNECT registry.test:443; ${says}`);
    expect(message).not.toContain("planted");
  });

  test("that can't be reached is named", async () => {
    const server = await registries.server();
    const { host } = server;
    await server.close();
    const client = registries.client({ HTTPS_PROXY: `http://user:planted@${host}` });
    expect(await messageOf(client.resolve("registry.test/a"))).toBe(
      `RegistryError: registry.test/a: the proxy ${host} can't be reached (connect ECONNREFUSED ${host}); see HTTPS_PROXY, HTTP_PROXY and NO_PROXY`,
    );
  });

  test("that never answers is named", async () => {
    const proxy = await registries.proxy(undefined, () => undefined);
    const timeouts = { connectMs: 5000, headersMs: 100, bodyMs: 5000, requestMs: 20_000 };
    const client = registries.client({ HTTPS_PROXY: proxy.host }, { timeouts });
    expect(await messageOf(client.resolve("registry.test/a"))).toContain(
      `the proxy ${proxy.host} does not answer in time; try again, or see HTTPS_PROXY`,
    );
  });
});
