import { REGISTRY_CLIENT_LIMITS as LIMITS } from "../../lib/limits";
import { RegistryError } from "../../lib/registry/registry-client";
import { messageOf, useRegistries } from "../helpers/registry-client";
import { OCI_INDEX, respond, sha256 } from "../helpers/registry-server";

const registries = useRegistries();

async function start() {
  const server = await registries.server();
  return { server, client: registries.client(), image: `${server.host}/shop/api` };
}

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

describe("what is missing", () => {
  const isMissing = async (promise: Promise<unknown>) =>
    await promise.catch((error: unknown) => error instanceof RegistryError && error.isMissing);

  test("is told from what fails, for a tag and a digest that are not there", async () => {
    const { client, image } = await start();
    expect(await isMissing(client.resolve(`${image}:v1`))).toBe(true);
    expect(await isMissing(client.resolve(`${image}@${sha256("a")}`))).toBe(true);
    expect(await client.resolveAll([`${image}:v1`])).toMatchObject([{ isMissing: true }]);
  });

  test.each([401, 403, 429, 500, 503])("is nothing, when the registry answers %i", async (status) => {
    const { server, client, image } = await start();
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 404);
    });
    server.intercept("GET", /manifests/, (response) => {
      respond(response, status);
    });
    expect(await isMissing(client.resolve(`${image}:v1`))).toBe(false);
  });

  test("is nothing, when the tag is there, and not what it needs", async () => {
    const { server, client, image } = await start();
    const AMD = { os: "linux", architecture: "amd64" };
    const manifests = [{ digest: sha256("gone"), size: 1, platform: AMD }];
    server.putManifest("shop/api", "index", { manifests }, OCI_INDEX);
    server.putManifest("shop/api", "image", { config: { digest: sha256("gone"), size: 1 }, layers: [] }, OCI_INDEX);
    for (const tag of ["index", "image"]) {
      expect(await messageOf(client.resolve(`${image}:${tag}`))).toContain("answers 404");
      expect(await isMissing(client.resolve(`${image}:${tag}`))).toBe(false);
    }
    expect(await isMissing(client.resolve("???"))).toBe(false);
  });
});
