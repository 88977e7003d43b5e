import { LIMITS } from "../../lib/registry/limits";
import { errorOf, names, useRegistries } from "../helpers/registry-client";
import { respond } from "../helpers/registry-server";

const registries = useRegistries();
const { startWithImage: start } = registries;

describe("attempts", () => {
  test("are repeated when a registry is busy or ends connections", async () => {
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

  test("end after a fixed number, and the error contains the rate limit", async () => {
    const { server, image } = await start();
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 429, "", { "ratelimit-limit": "100;w=21600", "ratelimit-remaining": "0;w=21600" });
    });
    const client = registries.client();
    const error = await errorOf(client.resolve(image));
    expect(error).toMatchObject({ code: "rate-limited", reference: image, host: server.host, status: 429 });
    expect(error.message).toContain("100 requests in 6 hours");
    expect(server.log).toEqual([
      "GET /v2/",
      ...Array.from({ length: LIMITS.attempts }, () => "HEAD /v2/shop/api/manifests/v1"),
    ]);
  });

  test.each([
    [{ "retry-after": "3600" }, ["3600 seconds"]],
    [{ "retry-after": "Fri, 31 Dec 2199 23:59:59 GMT" }, ["Fri, 31 Dec 2199 23:59:59 GMT"]],
    [{ "retry-after": "3600", "ratelimit-limit": "100" }, ["100 requests", "3600 seconds"]],
    [{ "retry-after": "3600", "ratelimit-limit": "<b>" }, ["3600 seconds"]],
  ])("are not repeated when the requested wait is too long: %j", async (headers, values) => {
    const { server, image } = await start();
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 429, "", headers);
    });
    const client = registries.client();
    const error = await errorOf(client.resolve(image));
    expect(error).toMatchObject({ code: "rate-limited", status: 429 });
    for (const value of values) expect(error.message).toContain(value);
    expect(error.message).not.toContain("<b>");
    expect(client.waits).toEqual([]);
  });

  test.each([
    [{ "retry-after": "86400" }, "503 (retry in 86400 seconds): down for today."],
    [{ "retry-after": "Fri, 31 Dec 1999 23:59:59 GMT" }, "503: down for today."],
    [{ "retry-after": "0" }, "503: down for today."],
  ])("end with the text of a broken registry: %j", async (headers, text) => {
    const { server, image } = await start();
    const body = JSON.stringify({ errors: [{ message: "down for today" }] });
    server.intercept("GET", /manifests/, (response) => {
      respond(response, 503, body, headers);
    });
    const client = registries.client();
    const error = await errorOf(client.resolve(image));
    expect(error).toMatchObject({ code: "server-error", host: server.host, status: 503 });
    expect(error.message).toContain(text);
    expect(client.waits).toEqual([]);
  });

  test("end with the text of a registry that gets too many requests", async () => {
    const { server, image } = await start();
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 404);
    });
    server.intercept("GET", /manifests/, (response) => {
      respond(response, 429, JSON.stringify({ errors: [{ message: "slow down" }] }), { "retry-after": "30" });
    });
    const error = await errorOf(registries.client().resolve(image));
    expect(error).toMatchObject({ code: "rate-limited", status: 429 });
    expect(error.message).toContain("429 (retry in 30 seconds): slow down.");
  });

  test("end with the status of a response whose body is cut off", async () => {
    const { server, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      response.writeHead(404, { "content-length": 100 });
      response.write("{");
      setImmediate(() => response.destroy());
    });
    expect(await errorOf(registries.client().resolve(image))).toMatchObject({ code: "image-not-found", status: 404 });
  });

  test("start again from the first byte when a body is cut off", async () => {
    const { server, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("{");
      setImmediate(() => response.destroy());
    });
    expect(await errorOf(registries.client().resolve(image))).toMatchObject({
      code: "connection-closed",
      host: server.host,
    });
    expect(server.requests.map(({ headers }) => headers.range).filter(Boolean)).toEqual([]);
    expect(server.log.filter((line) => line.startsWith("GET /v2/shop/api/manifests"))).toHaveLength(LIMITS.attempts);
  });

  test("end for a server that closes every connection", async () => {
    const { server, image } = await start();
    server.intercept("GET", /^\/v2\/$/, (response) => {
      response.destroy();
    });
    const client = registries.client();
    expect(await errorOf(client.resolve(image))).toMatchObject({ code: "connection-closed", host: server.host });
  });

  test("are not repeated for an unknown name or a closed port", async () => {
    const { server } = await start();
    const { port } = server;
    await server.close();
    const client = registries.client({}, names({}));
    const unknown = await errorOf(client.resolve("registry.test/a"));
    expect(unknown).toMatchObject({ code: "unreachable", host: "registry.test" });
    expect(unknown.message).toContain("ENOTFOUND registry.test");
    expect((await errorOf(client.resolve(`127.0.0.1:${port}/a`))).message).toContain("ECONNREFUSED");
    const { lookup: resolve } = names({ localhost: ["127.0.0.1", "::1"] });
    const both = registries.client({}, { lookup: resolve });
    expect((await errorOf(both.resolve(`localhost:${port}/a`))).message).toContain("(ECONNREFUSED)");
    expect(client.waits).toEqual([]);
  });
});
