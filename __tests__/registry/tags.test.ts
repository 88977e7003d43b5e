import { LIMITS } from "../../lib/registry/limits";
import { messageOf, useRegistries } from "../helpers/registry-client";
import { respond } from "../helpers/registry-server";

const registries = useRegistries();
const { start } = registries;

describe("the tag of a digest", () => {
  test("is a version before a name that moves, and nothing where no tag has it", async () => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    server.putImage("shop/api", "v2");
    for (const tag of ["latest", "z9"]) server.retag("shop/api", digest, tag);
    expect(await client.tagOf(`${image}@${digest}`)).toBe("v1");
    expect(await client.tagOf(`${image}@sha256:${"0".repeat(64)}`)).toBeUndefined();
  });

  test("is looked for among a bounded number of tags", async () => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    const tags = Array.from({ length: LIMITS.tagsAsked }, (_, at) => `a${at}`);
    server.intercept("GET", /\/tags\/list$/, (response) => {
      respond(response, 200, JSON.stringify({ tags: [...tags, "v1"] }));
    });
    expect(await client.tagOf(`${image}@${digest}`)).toBeUndefined();
    expect(server.log.filter((line) => line.startsWith("HEAD"))).toHaveLength(LIMITS.tagsAsked);
  });

  test.each([
    ["not there", 404, ""],
    ["not offered", 405, ""],
    ["for others", 401, ""],
    ["for some", 403, ""],
    ["no JSON", 200, "<html>"],
    ["no list", 200, '{"tags": "v1"}'],
    ["names that are none", 200, '{"tags": [5, "../v1", "v1?x", ""]}'],
  ])("is nothing, when the registry's list of tags is %s", async (_, status, body) => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    server.intercept("GET", /\/tags\/list$/, (response) => {
      respond(response, status, body);
    });
    expect(await client.tagOf(`${image}@${digest}`)).toBeUndefined();
    expect(server.log.filter((line) => line.startsWith("HEAD"))).toEqual([]);
  });

  test.each([
    ["HEAD", 429, "answers 429; wait"],
    ["HEAD", 503, "answers 503; try again later"],
    ["GET", 429, "answers 429; wait"],
    ["GET", 500, "answers 500; try again later"],
    ["GET", 418, "answers 418; check the name"],
  ])("is not known, when the registry answers a %s with %i", async (method, status, says) => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    server.intercept(method, /tags|manifests/, (response) => {
      respond(response, status);
    });
    const message = await messageOf(client.tagOf(`${image}@${digest}`));
    expect(message).toContain(`RegistryError: ${image}@${digest}: ${server.host} ${says}`);
  });

  test.each([200, 404, 403])("is nothing, when HEAD has no digest and the status %i", async (status) => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, status);
    });
    expect(await client.tagOf(`${image}@${digest}`)).toBeUndefined();
  });
});
