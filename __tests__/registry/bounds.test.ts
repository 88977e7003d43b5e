import type { lookup } from "node:dns";
import { RegistryClient } from "../../lib/registry/registry-client";
import { LIMITS } from "../../lib/registry/limits";
import { errorOf, useRegistries } from "../helpers/registry-client";
import { OCI_IMAGE, respond } from "../helpers/registry-server";

const registries = useRegistries();

const TIMEOUTS = { connectMs: 5000, headersMs: 5000, bodyMs: 5000, requestMs: 20_000 };

const { startWithImage: start } = registries;

describe("bodies", () => {
  const big = (bytes: number) => Buffer.alloc(bytes, " ").toString();

  test.each([
    ["manifest", "GET", /manifests/, LIMITS.manifestBytes],
    ["config", "GET", /blobs/, LIMITS.configBytes],
    ["token", "GET", /^\/token$/, LIMITS.tokenBytes],
    ["response to /v2/", "GET", /^\/v2\/$/, LIMITS.tokenBytes],
  ])("of a %s are rejected above their limit", async (kind, method, path, maxBytes) => {
    const { server, image } = await start();
    let size = maxBytes + 1;
    server.intercept(method, path, (response) => {
      respond(response, 200, big(size));
    });
    if (kind === "token") server.requireTokens();
    const client = registries.client();
    const error = await errorOf(client.resolve(image));
    expect(error).toMatchObject({ code: "response-too-large", host: server.host });
    expect(error.message).toContain(`${maxBytes} bytes`);
    size = maxBytes;
    const allowed = await registries
      .client()
      .resolve(image)
      .catch((reason: unknown) => reason);
    expect(allowed).not.toMatchObject({ code: "response-too-large" });
    await client.close();
  });

  test("of errors are read up to a limit", async () => {
    const { server, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      respond(response, 404, JSON.stringify({ errors: [{ message: big(LIMITS.errorBytes) }] }));
    });
    const error = await errorOf(registries.client().resolve(image));
    expect(error).toMatchObject({ code: "image-not-found", status: 404 });
    expect(error.message).toContain("returned 404. ");
  });

  test("of errors are shortened, on one line and without control characters", async () => {
    const { server, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      const message = `a\n\u001b[31m${"b".repeat(500)}`;
      respond(response, 404, JSON.stringify({ errors: [{ message }] }));
    });
    const { message } = await errorOf(registries.client().resolve(image));
    expect(message).toContain(`404: a \\u001b[31mbbb`);
    expect(message).toContain("bbb…. ");
    expect(message.length).toBeLessThan(400);
  });

  test.each([
    ["[]", ""],
    ['{"errors":[{"code":"DENIED"}]}', ": DENIED"],
    ['{"errors":[{"message":"no such image."}]}', ": no such image"],
    ['{"errors":[{"message":7}]}', ""],
    ["<html>secret</html>", ""],
  ])("of errors such as %j show %j", async (body, excerpt) => {
    const { server, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      respond(response, 404, body);
    });
    expect((await errorOf(registries.client().resolve(image))).message).toContain(`404${excerpt}. `);
  });
});

describe("the text of a manifest", () => {
  const AMD = { os: "linux", architecture: "amd64" };

  test("has a limit for sizes, each and all together", async () => {
    const { server } = await start();
    const config = server.putBlob(JSON.stringify(AMD));
    const left = LIMITS.imageBytes - config.size;
    const sizes = {
      allowed: [left],
      one: [Number.MAX_SAFE_INTEGER],
      all: [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
      above: [left, 1],
    };
    for (const [tag, layers] of Object.entries(sizes))
      server.putManifest("shop/api", tag, { config, layers: layers.map((size) => ({ size })) }, OCI_IMAGE);
    const client = registries.client();
    const allowed = await client.resolve(`${server.host}/shop/api:allowed`);
    expect(allowed.compressedSizeBytes).toBe(LIMITS.imageBytes);
    for (const tag of ["one", "all", "above"]) {
      const reference = `${server.host}/shop/api:${tag}`;
      expect(await errorOf(client.resolve(reference))).toMatchObject({ code: "image-too-large", reference });
    }
  });

  test("is shortened for platforms", async () => {
    const { server, image } = await start();
    server.putImage("shop/api", "v1", { os: "o".repeat(1_000_000), architecture: "amd64" });
    const long = await errorOf(registries.client().resolve(image));
    expect(long.message).toContain(`got ${"o".repeat(LIMITS.platformLength)}…. `);
    server.putImage("shop/api", "v1", { os: "linux", architecture: "a".repeat(LIMITS.platformLength - 6) });
    expect((await errorOf(registries.client().resolve(image))).message).toContain("aaa. ");
  });
});

describe("time", () => {
  const short = (name: keyof typeof TIMEOUTS) => ({ timeouts: { ...TIMEOUTS, [name]: 100 } });

  test("ends for headers that do not come", async () => {
    const { server, image } = await start();
    server.intercept("GET", /^\/v2\/$/, () => undefined);
    const client = registries.client({}, short("headersMs"));
    expect(await errorOf(client.resolve(image))).toMatchObject({ code: "timeout", host: server.host });
  });

  test("ends for a body that stops", async () => {
    const { server, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("{");
    });
    const client = registries.client({}, short("bodyMs"));
    expect(await errorOf(client.resolve(image))).toMatchObject({ code: "timeout", host: server.host });
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
    expect(await errorOf(client.resolve(image))).toMatchObject({ code: "timeout", host: server.host });
  });

  test("ends for a name that no server resolves", async () => {
    const { server } = await start();
    const silent = (() => undefined) as unknown as typeof lookup;
    const client = registries.client({}, { ...short("connectMs"), lookup: silent });
    expect((await errorOf(client.resolve(`localhost:${server.port}/a`))).code).toBe("timeout");
  });

  test("ends for a request that has no connection yet", async () => {
    const { server } = await start();
    const silent = (() => undefined) as unknown as typeof lookup;
    const timeouts = { ...TIMEOUTS, connectMs: 60_000, requestMs: 100 };
    const client = registries.client({}, { timeouts, lookup: silent });
    expect(await errorOf(client.resolve(`localhost:${server.port}/a`))).toMatchObject({
      code: "timeout",
      host: `localhost:${server.port}`,
    });
  });

  test("ends during the wait for the next attempt", async () => {
    const { server, image } = await start();
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 429, "", { "retry-after": "20" });
    });
    // The clients of other tests do not wait.
    const environment = { DOCKER_CONFIG: registries.folder() };
    const client = new RegistryClient({ environment, http: short("requestMs") });
    expect(await errorOf(client.resolve(image))).toMatchObject({ code: "rate-limited", status: 429 });
    await client.close();
  });
});
