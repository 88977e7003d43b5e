import type { lookup } from "node:dns";
import { RegistryClient } from "../../lib/registry/registry-client";
import { LIMITS } from "../../lib/registry/limits";
import { messageOf, useRegistries } from "../helpers/registry-client";
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

describe("what a manifest says", () => {
  const AMD = { os: "linux", architecture: "amd64" };

  test("of sizes is bounded, each and all together", async () => {
    const { server } = await start();
    const { imageBytes: most } = LIMITS;
    const config = server.putBlob(JSON.stringify(AMD));
    const left = most - config.size;
    const sizes = {
      most: [left],
      one: [Number.MAX_SAFE_INTEGER],
      all: [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
      above: [left, 1],
    };
    for (const [tag, layers] of Object.entries(sizes))
      server.putManifest("shop/api", tag, { config, layers: layers.map((size) => ({ size })) }, OCI_IMAGE);
    const client = registries.client();
    expect(await client.resolve(`${server.host}/shop/api:most`)).toMatchObject({ compressedSizeBytes: most });
    for (const tag of ["one", "all", "above"])
      expect(await messageOf(client.resolve(`${server.host}/shop/api:${tag}`))).toContain(
        `RegistryError: ${server.host}/shop/api:${tag}: has layers of more than ${most} bytes`,
      );
  });

  test("of platforms is shown in short", async () => {
    const { server, image } = await start();
    server.putImage("shop/api", "v1", { os: "o".repeat(1_000_000), architecture: "amd64" });
    expect(await messageOf(registries.client().resolve(image))).toContain(
      `but for ${"o".repeat(LIMITS.platformShown)}…; build it`,
    );
    server.putImage("shop/api", "v1", { os: "linux", architecture: "a".repeat(LIMITS.platformShown - 6) });
    expect(await messageOf(registries.client().resolve(image))).toContain("aaa; build it");
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

  test("ends for a request that has no connection yet", async () => {
    const { server } = await start();
    const silent = (() => undefined) as unknown as typeof lookup;
    const timeouts = { ...TIMEOUTS, connectMs: 60_000, requestMs: 100 };
    const client = registries.client({}, { timeouts, lookup: silent });
    expect(await messageOf(client.resolve(`localhost:${server.port}/a`))).toContain(
      `localhost:${server.port} does not answer in time`,
    );
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
