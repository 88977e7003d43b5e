import { LIMITS } from "../../lib/registry/limits";
import { errorOf, useRegistries } from "../helpers/registry-client";
import { respond } from "../helpers/registry-server";

const registries = useRegistries();
const { start } = registries;

describe("the tag of a digest", () => {
  test("is a version before a mutable tag, and undefined if no tag has the digest", async () => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    server.putImage("shop/api", "v2");
    for (const tag of ["latest", "z9"]) server.retag("shop/api", digest, tag);
    expect(await client.tagOf(`${image}@${digest}`)).toBe("v1");
    expect(await client.tagOf(`${image}@sha256:${"0".repeat(64)}`)).toBeUndefined();
  });

  test("is searched in a limited number of tags", async () => {
    const limit = jest.replaceProperty(LIMITS, "tagsPerDigest", 5 as never);
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    const tags = Array.from({ length: LIMITS.tagsPerDigest }, (_, at) => `a${at}`);
    server.intercept("GET", /\/tags\/list$/, (response) => {
      respond(response, 200, JSON.stringify({ tags: [...tags, "v1"] }));
    });
    expect(await client.tagOf(`${image}@${digest}`)).toBeUndefined();
    expect(server.log.filter((line) => line.startsWith("HEAD"))).toHaveLength(LIMITS.tagsPerDigest);
    limit.restore();
  });

  test.each([
    ["missing", 404, ""],
    ["not supported", 405, ""],
    ["for other users", 401, ""],
    ["for some users", 403, ""],
    ["not JSON", 200, "<html>"],
    ["not a list", 200, '{"tags": "v1"}'],
    ["a list of invalid names", 200, '{"tags": [5, "../v1", "v1?x", ""]}'],
  ])("is undefined when the registry's list of tags is %s", async (_, status, body) => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    server.intercept("GET", /\/tags\/list$/, (response) => {
      respond(response, status, body);
    });
    expect(await client.tagOf(`${image}@${digest}`)).toBeUndefined();
    expect(server.log.filter((line) => line.startsWith("HEAD"))).toEqual([]);
  });

  test.each([
    ["HEAD", 429, "rate-limited"],
    ["HEAD", 503, "server-error"],
    ["GET", 429, "rate-limited"],
    ["GET", 500, "server-error"],
    ["GET", 418, "unexpected-status"],
  ])("is an error when the registry returns %s %i", async (method, status, code) => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    server.intercept(method, /tags|manifests/, (response) => {
      respond(response, status);
    });
    const reference = `${image}@${digest}`;
    expect(await errorOf(client.tagOf(reference))).toMatchObject({ code, reference, host: server.host, status });
  });

  test.each([200, 404, 403])("is undefined when HEAD returns %i without a digest", async (status) => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, status);
    });
    expect(await client.tagOf(`${image}@${digest}`)).toBeUndefined();
  });
});
