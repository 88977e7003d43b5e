import { messageOf, names, useRegistries } from "../helpers/registry-client";

const registries = useRegistries();

async function start() {
  const server = await registries.server();
  const { digest } = server.putImage("shop/api", "v1");
  return { server, image: `${server.host}/shop/api:v1`, digest };
}

describe("a proxy", () => {
  test.each(["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"])(
    "of %s is asked, with or without a scheme",
    async (name) => {
      const proxy = await registries.proxy();
      for (const value of [proxy.host, `http://${proxy.host}`]) {
        const { asked, lookup: resolve } = names({});
        const client = registries.client({ [name]: value }, { lookup: resolve });
        expect(await messageOf(client.resolve("registry.test/a"))).toContain("Proxy response (403)");
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
});
