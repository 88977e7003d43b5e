import { LIMITS } from "../../lib/registry/limits";
import { messageOf, names, useRegistries } from "../helpers/registry-client";
import { respond } from "../helpers/registry-server";

const registries = useRegistries();
const { startWithImage: start } = registries;

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
    expect(client.waits).toEqual([7000, 7000]);
  });

  test("end, and the limit of requests is told", async () => {
    const { server, image } = await start();
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 429, "", { "ratelimit-limit": "100;w=21600", "ratelimit-remaining": "0;w=21600" });
    });
    const client = registries.client();
    expect(await messageOf(client.resolve(image))).toBe(
      `RegistryError: ${image}: ${server.host} answers 429 (at most 100 requests in 6 hours); wait, or log in for more: docker login ${server.host}`,
    );
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

  test.each([
    [{ "retry-after": "86400" }, "answers 503 (again in 86400 seconds): down for today; try again later"],
    [{ "retry-after": "Fri, 31 Dec 1999 23:59:59 GMT" }, "answers 503: down for today; try again later"],
    [{ "retry-after": "0" }, "answers 503: down for today; try again later"],
  ])("end with what a registry that is broken says: %j", async (headers, says) => {
    const { server, image } = await start();
    const body = JSON.stringify({ errors: [{ message: "down for today" }] });
    server.intercept("GET", /manifests/, (response) => {
      respond(response, 503, body, headers);
    });
    const client = registries.client();
    expect(await messageOf(client.resolve(image))).toContain(says);
    expect(client.waits).toEqual([]);
  });

  test("end with what a registry says of too many requests", async () => {
    const { server, image } = await start();
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 404);
    });
    server.intercept("GET", /manifests/, (response) => {
      respond(response, 429, JSON.stringify({ errors: [{ message: "slow down" }] }), { "retry-after": "30" });
    });
    expect(await messageOf(registries.client().resolve(image))).toContain(
      "answers 429 (again in 30 seconds): slow down; wait, or log in for more",
    );
  });

  test("end with the status of an answer that broke off", async () => {
    const { server, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      response.writeHead(404, { "content-length": 100 });
      response.write("{");
      setImmediate(() => response.destroy());
    });
    expect(await messageOf(registries.client().resolve(image))).toContain("answers 404; there is no such image");
  });

  test("do not put together what broke off, but start anew", async () => {
    const { server, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("{");
      setImmediate(() => response.destroy());
    });
    expect(await messageOf(registries.client().resolve(image))).toContain(
      "ended the connection before its answer was whole",
    );
    expect(server.requests.map(({ headers }) => headers.range).filter(Boolean)).toEqual([]);
    expect(server.log.filter((line) => line.startsWith("GET /v2/shop/api/manifests"))).toHaveLength(LIMITS.attempts);
  });

  test("end for a server that ends every connection", async () => {
    const { server, image } = await start();
    server.intercept("GET", /^\/v2\/$/, (response) => {
      response.destroy();
    });
    const client = registries.client();
    expect(await messageOf(client.resolve(image))).toContain(`${server.host} ended the connection`);
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
