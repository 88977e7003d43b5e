import type { lookup } from "node:dns";
import { createServer } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { RegistryClient } from "../../lib/registry/registry-client";
import { REGISTRY_CLIENT_LIMITS as LIMITS } from "../../lib/limits";
import { messageOf, useRegistries } from "../helpers/registry-client";
import { respond, type RegistryServer } from "../helpers/registry-server";

const registries = useRegistries();
const TIMEOUTS = { connectMs: 5000, headersMs: 5000, bodyMs: 5000, requestMs: 20_000 };

async function start() {
  const server = await registries.server();
  const { digest } = server.putImage("shop/api", "v1");
  return { server, image: `${server.host}/shop/api:v1`, digest };
}

/** Names of a test, and the addresses that they have. */
function names(addresses: Readonly<Record<string, readonly string[]>>) {
  const asked: string[] = [];
  const resolve: LookupFunction = (hostname, _, callback) => {
    asked.push(hostname);
    const found = addresses[hostname];
    if (found === undefined)
      callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: "ENOTFOUND" }), []);
    else
      callback(
        null,
        found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
  };
  return { asked, lookup: resolve as unknown as typeof lookup };
}

const redirect = (server: RegistryServer, location: string, method = "GET", path = /blobs/, status = 307) => {
  server.intercept(method, path, (response) => {
    respond(response, status, "", { location });
  });
};

describe("redirects", () => {
  test.each([301, 302, 303, 307, 308])(
    "with %i are followed to another server, without Authorization",
    async (status) => {
      const { server, image, digest } = await start();
      const storage = await registries.server();
      const { configDigest } = storage.putImage("shop/api", "v1");
      server.requireTokens();
      redirect(server, `http://${storage.host}/blobs/${configDigest}?signature=abc`, "GET", /blobs/, status);
      expect(await registries.client().resolve(image)).toMatchObject({ digest });
      expect(storage.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    },
  );

  test("to another path keep Authorization", async () => {
    const { server, image, digest } = await start();
    server.requireTokens();
    redirect(server, "/v2/shop/api/manifests/v1", "HEAD", /manifests\/v1$/);
    server.intercept("GET", /manifests\/v1$/, (response) => {
      respond(response, 307, "", { location: `/v2/shop/api/manifests/${digest}` });
    });
    expect(await messageOf(registries.client().resolve(image))).toContain("redirects more than 5 times");
    const { server: other, image: ofOther, digest: there } = await start();
    other.requireTokens();
    redirect(other, `/v2/shop/api/manifests/${there}`, "HEAD", /manifests\/v1$/);
    expect(await registries.client().resolve(ofOther)).toMatchObject({ digest: there });
    expect(
      other.requests.filter(({ method }) => method === "HEAD").map(({ headers }) => headers.authorization),
    ).toEqual(["Bearer issued-token-1", "Bearer issued-token-1"]);
  });

  test("back from another server have no Authorization any more", async () => {
    const { server, image } = await start();
    const storage = await registries.server();
    server.requireTokens();
    redirect(server, `http://${storage.host}/away`, "HEAD", /manifests\/v1$/);
    redirect(storage, `http://${server.host}/home`, "HEAD", /away/);
    await registries.client().resolve(image);
    expect(server.requests.find(({ path }) => path === "/home")?.headers.authorization).toBeUndefined();
  });

  test("to the same name with another port have no Authorization", async () => {
    const { server, digest } = await start();
    const storage = await registries.server();
    const { configDigest } = storage.putImage("shop/api", "v1");
    server.requireTokens();
    redirect(server, `http://localhost:${storage.port}/blobs/${configDigest}`);
    const client = registries.client({}, names({ localhost: ["127.0.0.1"] }));
    expect(await client.resolve(`localhost:${server.port}/shop/api:v1`)).toMatchObject({ digest });
    expect(storage.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test(`are followed ${LIMITS.redirects} times`, async () => {
    const { server, image, digest } = await start();
    for (let at = 0; at < LIMITS.redirects - 1; at++)
      redirect(server, `/hop/${at + 1}`, "GET", new RegExp(`/hop/${at}$`));
    redirect(server, "/hop/0");
    const last = new RegExp(`/hop/${LIMITS.redirects - 1}$`);
    let content = "";
    server.intercept("GET", last, (response) => {
      respond(response, 200, content);
    });
    content = JSON.stringify({ os: "linux", architecture: "amd64", tag: "v1" });
    expect(await registries.client().resolve(image)).toMatchObject({ digest });
  });

  test.each([
    ["to the metadata service", "http://169.254.169.254/latest", "without https"],
    ["to the metadata service over https", "https://169.254.169.254/latest", "which has a private address"],
    ["to it in decimal", "https://2852039166/", "which has a private address"],
    ["to it in IPv6", "https://[::ffff:169.254.169.254]/", "which has a private address"],
    ["to a link-local address", "https://[fe80::1]/", "which has a private address"],
    ["without https", "http://example.com/", "without https"],
    ["to a file", "file:///etc/passwd", "without https"],
    ["with a login", "https://user:password@example.com/", "with a login in its URL"],
    ["to a name that has a private address", "https://metadata.test/", "which has a private address"],
    ["to a name that has one among others", "https://mixed.test/", "which has a private address"],
    ["to nothing", "http://[", "to what is no URL with https"],
  ])("%s are refused", async (_, location, says) => {
    const { server, image } = await start();
    redirect(server, location);
    const addresses = { "metadata.test": ["fd00:ec2::254"], "mixed.test": ["1.1.1.1", "169.254.169.254"] };
    const message = await messageOf(registries.client({}, names(addresses)).resolve(image));
    expect(message).toContain(says);
    expect(message).toContain("which is refused");
    expect(message).not.toMatch(/password|latest|passwd/);
  });

  test("of a login are refused", async () => {
    const { server, image } = await start();
    const other = await registries.server();
    server.requireTokens({ realm: `http://${server.host}/moved`, identityToken: "identity-1234" });
    redirect(server, `http://${other.host}/token`, "POST", /moved/);
    const config = { auths: { [server.host]: { identitytoken: "identity-1234" } } };
    const client = registries.client({ DOCKER_CONFIG: registries.config(config) });
    expect(await messageOf(client.resolve(image))).toContain("redirects a login, which is refused");
    expect(other.requests).toEqual([]);
  });

  test("without a place are answers", async () => {
    const { server, image } = await start();
    server.intercept("GET", /blobs/, (response) => {
      respond(response, 307);
    });
    expect(await messageOf(registries.client().resolve(image))).toContain("answers 307; check the name");
  });
});

describe("realms", () => {
  test.each([
    ["http://example.com/token", "without https"],
    ["http://169.254.169.254/token", "without https"],
    ["https://169.254.42.42/token", "which has a private address"],
    ["https://metadata.test/token", "which has a private address"],
    ["https://user:password@example.com/token", "with a login in its URL"],
    ["ftp://example.com/", "without https"],
  ])("as %s are refused, and get no login", async (realm, says) => {
    const { server, image } = await start();
    server.requireTokens({ realm });
    const config = { auths: { [server.host]: { username: "robot", password: "correct-horse" } } };
    const { lookup: resolve } = names({ "metadata.test": ["169.254.169.254"] });
    const client = registries.client({ DOCKER_CONFIG: registries.config(config) }, { lookup: resolve });
    const message = await messageOf(client.resolve(image));
    expect(message).toContain(says);
    expect(message).not.toMatch(/correct-horse|password/);
  });

  test("on another port of this machine are asked, when the registry is on it too", async () => {
    const { server, image, digest } = await start();
    const tokens = await registries.server();
    tokens.intercept("GET", /token/, (response) => {
      respond(response, 200, JSON.stringify({ token: "t" }));
    });
    server.intercept("GET", /^\/v2\/$/, (response) => {
      respond(response, 401, "", { "www-authenticate": `Bearer realm="http://localhost:${tokens.port}/token"` });
    });
    const client = registries.client({}, names({ localhost: ["127.0.0.1"] }));
    expect(await client.resolve(image)).toMatchObject({ digest });
    expect(tokens.requests).toHaveLength(1);
  });
});

describe("bodies", () => {
  const big = (bytes: number) => Buffer.alloc(bytes, " ").toString();

  test.each([
    ["manifest", "GET", /manifests/, LIMITS.manifestBytes],
    ["config", "GET", /blobs/, LIMITS.configBytes],
    ["token", "GET", /^\/token$/, LIMITS.tokenBytes],
    ["answer to /v2/", "GET", /^\/v2\/$/, LIMITS.tokenBytes],
  ])("of a %s are refused above their limit", async (kind, method, path, most) => {
    const { server, image } = await start();
    let size = most + 1;
    server.intercept(method, path, (response) => {
      respond(response, 200, big(size));
    });
    if (kind === "token") server.requireTokens();
    const client = registries.client();
    expect(await messageOf(client.resolve(image))).toContain(`answers with more than ${most} bytes, which is refused`);
    size = most;
    expect(await messageOf(registries.client().resolve(image))).not.toContain("more than");
    await client.close();
  });

  test("of errors are read as far as a message can show them", async () => {
    const { server, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      respond(response, 404, JSON.stringify({ errors: [{ message: big(LIMITS.errorBytes) }] }));
    });
    expect(await messageOf(registries.client().resolve(image))).toContain("answers 404; there is no such image");
  });

  test("of errors are shown in short, on one line and without control characters", async () => {
    const { server, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      const message = `a\n\u001b[31m${"b".repeat(500)}`;
      respond(response, 404, JSON.stringify({ errors: [{ message }] }));
    });
    const message = await messageOf(registries.client().resolve(image));
    expect(message).toContain(`answers 404: a \\u001b[31mbbb`);
    expect(message).toContain("bbb…; there is no such image");
    expect(message.length).toBeLessThan(400);
  });

  test.each([
    ["[]", ""],
    ['{"errors":[{"code":"DENIED"}]}', ": DENIED"],
    ['{"errors":[{"message":7}]}', ""],
    ["<html>secret</html>", ""],
  ])("of errors as %j show %j", async (body, shown) => {
    const { server, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      respond(response, 404, body);
    });
    expect(await messageOf(registries.client().resolve(image))).toContain(`answers 404${shown}; there is`);
  });
});

describe("time", () => {
  const short = (name: keyof typeof TIMEOUTS) => ({ timeouts: { ...TIMEOUTS, [name]: 100 } });

  test("ends for headers that do not come", async () => {
    const { server, image } = await start();
    server.intercept("GET", /^\/v2\/$/, () => undefined);
    const client = registries.client({}, short("headersMs"));
    expect(await messageOf(client.resolve(image))).toContain(`${server.host} does not answer in time; try again`);
  });

  test("ends for a body that stops", async () => {
    const { server, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("{");
    });
    expect(await messageOf(registries.client({}, short("bodyMs")).resolve(image))).toContain("does not answer in time");
  });

  test("ends for a body that never stops", async () => {
    const { server, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(" "), 10);
      response.on("close", () => {
        clearInterval(drip);
      });
    });
    const client = registries.client({}, short("requestMs"));
    expect(await messageOf(client.resolve(image))).toContain("does not answer in time");
  });

  test("ends for a name that no server resolves", async () => {
    const { server } = await start();
    const silent = (() => undefined) as unknown as typeof lookup;
    const client = registries.client({}, { ...short("connectMs"), lookup: silent });
    expect(await messageOf(client.resolve(`localhost:${server.port}/a`))).toContain("does not answer in time");
  });

  test("ends while the next attempt is waited for", async () => {
    const { server, image } = await start();
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 429, "", { "retry-after": "20" });
    });
    // With the wait of every client but those of these tests.
    const environment = { DOCKER_CONFIG: registries.folder() };
    const client = new RegistryClient({ environment, http: short("requestMs") });
    expect(await messageOf(client.resolve(image))).toContain("answers 429 (again in 20 seconds)");
    await client.close();
  });
});

describe("attempts", () => {
  test("are made again, when a registry is busy or ends connections", async () => {
    const { server, image, digest } = await start();
    const failures: ((response: Parameters<typeof respond>[0]) => void)[] = [
      (response) => {
        respond(response, 503, "busy");
      },
      (response) => {
        respond(response, 429, "busy", { "retry-after": "7" });
      },
      (response) => {
        response.destroy();
      },
    ];
    for (const [method, path] of [
      ["HEAD", /manifests/],
      ["GET", /blobs/],
    ] as const) {
      const left = [...failures];
      server.intercept(method, path, (response, request) => {
        const fail = left.shift();
        if (fail !== undefined) fail(response);
        else if (request.method === "HEAD") respond(response, 200, "", { "docker-content-digest": digest });
        else respond(response, 200, JSON.stringify({ os: "linux", architecture: "amd64", tag: "v1" }));
      });
    }
    const client = registries.client();
    expect(await client.resolve(image)).toMatchObject({ digest });
    expect(client.waits).toEqual([500, 7000, 2000, 500, 7000, 2000]);
  });

  test("end, and the limit of requests is told", async () => {
    const { server, image } = await start();
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 429, "", { "ratelimit-limit": "100;w=21600", "ratelimit-remaining": "0;w=21600" });
    });
    const client = registries.client();
    expect(await messageOf(client.resolve(image))).toBe(
      `RegistryError: ${image}: ${server.host} answers 429 (at most 100 requests, in 6 hours); wait, or log in for more: docker login ${server.host}`,
    );
    expect(client.waits).toEqual([500, 1000, 2000]);
    expect(server.log).toEqual([
      "GET /v2/",
      ...Array.from({ length: LIMITS.attempts }, () => "HEAD /v2/shop/api/manifests/v1"),
    ]);
  });

  test.each([
    [{ "retry-after": "3600" }, "answers 429 (again in 3600 seconds); wait"],
    [{ "retry-after": "Fri, 31 Dec 2199 23:59:59 GMT" }, "answers 429 (again Fri, 31 Dec 2199 23:59:59 GMT); wait"],
    [
      { "retry-after": "3600", "ratelimit-limit": "100" },
      "answers 429 (at most 100 requests, again in 3600 seconds); wait",
    ],
    [{ "retry-after": "3600", "ratelimit-limit": "<b>" }, "answers 429 (again in 3600 seconds); wait"],
  ])("are not made, when it is long until the next may be: %j", async (headers, says) => {
    const { server, image } = await start();
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 429, "", headers);
    });
    const client = registries.client();
    expect(await messageOf(client.resolve(image))).toContain(says);
    expect(client.waits).toEqual([]);
  });

  test("do not put together what broke off", async () => {
    const { server, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("{");
      setImmediate(() => response.destroy());
    });
    expect(await messageOf(registries.client().resolve(image))).toContain(
      "ended the connection in the middle of an answer",
    );
  });

  test("end for a server that ends every connection", async () => {
    const { server, image } = await start();
    server.intercept("GET", /^\/v2\/$/, (response) => {
      response.destroy();
    });
    const client = registries.client();
    expect(await messageOf(client.resolve(image))).toContain(`${server.host} ended the connection`);
    expect(client.waits).toEqual([500, 1000, 2000]);
  });

  test("are not made for a name that there is not, and for a port where nobody is", async () => {
    const { server } = await start();
    const { port } = server;
    await server.close();
    const client = registries.client({}, names({}));
    expect(await messageOf(client.resolve("registry.test/a"))).toContain(
      "registry.test can't be reached (getaddrinfo ENOTFOUND registry.test); check the name and the network",
    );
    expect(await messageOf(client.resolve(`127.0.0.1:${port}/a`))).toContain("ECONNREFUSED");
    const { lookup: resolve } = names({ localhost: ["127.0.0.1", "::1"] });
    const both = registries.client({}, { lookup: resolve });
    expect(await messageOf(both.resolve(`localhost:${port}/a`))).toContain("can't be reached (ECONNREFUSED)");
    expect(client.waits).toEqual([]);
  });
});

describe("a proxy", () => {
  /** Notes whom it is asked for, and refuses. */
  async function startProxy() {
    const asked: [target: string | undefined, login: string | undefined][] = [];
    const proxy = createServer().on("connect", (request, socket) => {
      asked.push([request.url, request.headers["proxy-authorization"]]);
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    return { asked, host: `127.0.0.1:${(proxy.address() as AddressInfo).port}`, end: () => proxy.close() };
  }

  test.each(["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"])(
    "of %s is asked, with or without a scheme",
    async (name) => {
      const proxy = await startProxy();
      for (const value of [proxy.host, `http://${proxy.host}`]) {
        const { asked, lookup: resolve } = names({});
        const client = registries.client({ [name]: value }, { lookup: resolve });
        expect(await messageOf(client.resolve("registry.test/a"))).toContain("Proxy response (403)");
        expect(asked).toEqual([]);
      }
      expect(proxy.asked).toEqual([1, 2].map(() => ["registry.test:443", undefined]));
      proxy.end();
    },
  );

  test("gets its login, which no message shows", async () => {
    const proxy = await startProxy();
    const client = registries.client({ HTTPS_PROXY: `http://user:pass%2Bword@${proxy.host}` });
    expect(await messageOf(client.resolve("registry.test/a"))).not.toContain("pass");
    expect(proxy.asked).toEqual([["registry.test:443", `Basic ${Buffer.from("user:pass+word").toString("base64")}`]]);
    proxy.end();
  });

  test.each(["no_proxy", "NO_PROXY"])("is not asked for what %s names, nor for this machine", async (name) => {
    const proxy = await startProxy();
    const environment = { HTTPS_PROXY: proxy.host, HTTP_PROXY: proxy.host };
    const { server, image, digest } = await start();
    for (const value of ["a.test,registry.test", "*", ".test"]) {
      const client = registries.client({ ...environment, [name]: value }, names({}));
      expect(await messageOf(client.resolve("registry.test/a"))).toContain("ENOTFOUND registry.test");
      expect(await client.resolve(image)).toMatchObject({ digest });
    }
    expect(await registries.client(environment).resolve(image)).toMatchObject({ digest });
    expect([proxy.asked, server.log.length]).toEqual([[], 16]);
    proxy.end();
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
    const proxy = await startProxy();
    const replaced = jest.replaceProperty(process, "env", { ...process.env, HTTPS_PROXY: proxy.host });
    const client = registries.client({}, names({}));
    expect(await messageOf(client.resolve("registry.test/a"))).toContain("ENOTFOUND");
    expect(proxy.asked).toEqual([]);
    replaced.restore();
    proxy.end();
  });
});
