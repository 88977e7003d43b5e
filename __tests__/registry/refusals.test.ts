import { LIMITS } from "../../lib/registry/limits";
import { messageOf, useRegistries } from "../helpers/registry-client";
import { OCI_IMAGE, OCI_INDEX, respond, sha256 } from "../helpers/registry-server";

const registries = useRegistries();
const ARM = { os: "linux", architecture: "arm64", variant: "v8" };
const AMD = { os: "linux", architecture: "amd64" };
const WINDOWS = { os: "windows", architecture: "amd64", "os.version": "10.0.20348.2527" };

const { start } = registries;

describe("the client refuses", () => {
  test("an index without linux/amd64, and lists what there is and how to build it", async () => {
    const { server, client, image } = await start();
    server.putIndex("shop/api", "v1", [ARM, WINDOWS]);
    expect(await messageOf(client.resolve(`${image}:v1`))).toBe(
      `RegistryError: ${image}:v1: is not for linux/amd64, which Scaleway runs, but for linux/arm64/v8, windows/amd64; build it with docker buildx build --platform linux/amd64`,
    );
  });

  test("an image for another platform", async () => {
    const { server, client, image } = await start();
    server.putImage("shop/api", "v1", ARM);
    expect(await messageOf(client.resolve(`${image}:v1`))).toContain(
      "but for linux/arm64/v8; build it with docker buildx",
    );
  });

  test("an index of attestations alone, and an empty one", async () => {
    const { server, client, image } = await start();
    const manifests = [{ digest: sha256("a"), size: 1, platform: { os: "unknown", architecture: "unknown" } }];
    server.putManifest("shop/api", "v1", { manifests }, OCI_INDEX);
    server.putManifest("shop/api", "v2", { manifests: [] }, OCI_INDEX);
    for (const tag of ["v1", "v2"])
      expect(await messageOf(client.resolve(`${image}:${tag}`))).toContain("but for no platform; build it");
  });

  test("an index of many platforms, and lists some", async () => {
    const { server, client, image } = await start();
    const platforms = Array.from({ length: LIMITS.platformsShown + 1 }, (_, at) => ({
      os: "linux",
      architecture: `a${at}`,
    }));
    const manifests = platforms.map((platform) => ({ digest: sha256("a"), size: 1, platform }));
    server.putManifest("shop/api", "v1", { manifests }, OCI_INDEX);
    server.putManifest("shop/api", "v2", { manifests: manifests.slice(1) }, OCI_INDEX);
    expect(await messageOf(client.resolve(`${image}:v1`))).toContain(`linux/a${LIMITS.platformsShown - 1}, …; build`);
    expect(await messageOf(client.resolve(`${image}:v2`))).toContain(`linux/a${LIMITS.platformsShown}; build`);
  });

  test("an index that names no platforms, when the first images of it are for others", async () => {
    const { server, client, image } = await start();
    const images = Array.from({ length: LIMITS.unnamedPlatforms }, (_, at) =>
      server.putImage("shop/api", `arm-${at}`, ARM),
    );
    const manifests = [...images, server.putImage("shop/api", "amd")].map(({ digest }) => ({ digest, size: 500 }));
    server.putManifest("shop/api", "v1", { manifests }, OCI_INDEX);
    server.putManifest("shop/api", "v2", { manifests: manifests.slice(1) }, OCI_INDEX);
    expect(await messageOf(client.resolve(`${image}:v1`))).toContain("but for linux/arm64/v8; build it");
    expect(await client.resolve(`${image}:v2`)).toMatchObject({ platform: "linux/amd64" });
  });

  test("an index within an index", async () => {
    const { server, client, image } = await start();
    const { digest } = server.putIndex("shop/api", "inner", [AMD]);
    server.putManifest("shop/api", "v1", { manifests: [{ digest, size: 500, platform: AMD }] }, OCI_INDEX);
    expect(await messageOf(client.resolve(`${image}:v1`))).toContain("has an index within its index");
  });

  const config = { digest: sha256("c"), size: 1 };
  test.each([
    ["no object", []],
    ["nothing", {}],
    ["an image and an index at once", { config, layers: [], manifests: [] }],
    ["an index with layers", { layers: [], manifests: [] }],
    ["sizes that are none", { config, layers: [{ size: -1 }] }],
    ["sizes beyond all numbers", { config, layers: [{ size: 1e300 }] }],
    ["a config without a digest", { config: { digest: "../../secret", size: 1 }, layers: [] }],
    ["schema 1 under another name", { schemaVersion: 1, fsLayers: [], history: [] }],
  ])("a manifest: %s", async (_, manifest) => {
    const { server, client, image } = await start();
    server.putManifest("shop/api", "v1", manifest, OCI_IMAGE);
    expect(await messageOf(client.resolve(`${image}:v1`))).toContain(
      "is no container image: its manifest has no config and layers",
    );
  });

  test.each([
    "application/vnd.docker.distribution.manifest.v1+prettyjws",
    "application/vnd.docker.distribution.manifest.v1+json",
  ])("a manifest of the kind %s with its own words", async (type) => {
    const { server, client, image } = await start();
    server.putManifest("shop/api", "v1", { schemaVersion: 1 }, type);
    expect(await messageOf(client.resolve(`${image}:v1`))).toContain("has a manifest of schema 1");
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 404);
    });
    expect(await messageOf(client.resolve(`${image}:v1`))).toContain("has a manifest of schema 1");
  });

  test("what is no JSON", async () => {
    const { server, client, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      respond(response, 200, "<html>");
    });
    expect(await messageOf(client.resolve(`${image}:v1`))).toContain("has a manifest that is no JSON");
  });

  test.each([
    ["is no image, as a chart", "{}", "is no container image: its config names no platform"],
    ["is no JSON", "", "has a config that is no JSON"],
  ])("a config that %s", async (_, content, says) => {
    const { server, client, image } = await start();
    server.putManifest("shop/api", "v1", { config: server.putBlob(content), layers: [] }, OCI_IMAGE);
    expect(await messageOf(client.resolve(`${image}:v1`))).toContain(says);
  });

  test.each([
    ["the manifest of a digest that was asked for", "GET", /manifests\/sha256:/],
    ["a config", "GET", /blobs/],
  ])("a broken digest: %s", async (_, method, path) => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    server.intercept(method, path, (response) => {
      respond(response, 200, "{}");
    });
    const message = await messageOf(client.resolve(`${image}@${digest}`));
    expect(message).toContain(`broken digest: ${server.host} answers with ${sha256("{}")} in place of sha256:`);
    expect(await messageOf(client.resolve(`${image}:v1`))).toContain("broken digest");
  });

  test("a broken digest: a manifest that is not what its own header says", async () => {
    const { server, client, image } = await start();
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 404);
    });
    server.intercept("GET", /manifests/, (response) => {
      respond(response, 200, "{}", { "docker-content-digest": sha256("other") });
    });
    expect(await messageOf(client.resolve(`${image}:v1`))).toContain("broken digest");
  });

  test("an image that is not there, and says what the registry says", async () => {
    const { server, client, image } = await start();
    expect(await messageOf(client.resolve(`${image}:v1`))).toBe(
      `RegistryError: ${image}:v1: ${server.host} answers 404: manifest unknown; there is no such image or tag, check both`,
    );
    server.putManifest("shop/api", "v2", { config: { digest: sha256("gone"), size: 1 }, layers: [] }, OCI_IMAGE);
    expect(await messageOf(client.resolve(`${image}:v2`))).toContain("answers 404");
  });

  test.each([
    [418, "answers 418; check the name of the registry"],
    [503, "answers 503; try again later"],
    [403, "answers 403 without a login; check the name, or log in: docker login 127.0.0.1"],
    [401, "answers 401 without a login; check the name, or log in: docker login 127.0.0.1"],
  ])("the answer %i", async (status, says) => {
    const { server, client, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      respond(response, status);
    });
    expect(await messageOf(client.resolve(`${image}:v1`))).toContain(says);
  });
});
