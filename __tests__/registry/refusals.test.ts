import { LIMITS } from "../../lib/registry/limits";
import { errorOf, useRegistries } from "../helpers/registry-client";
import { OCI_IMAGE, OCI_INDEX, nest, respond, sha256 } from "../helpers/registry-server";

const registries = useRegistries();
const ARM = { os: "linux", architecture: "arm64", variant: "v8" };
const AMD = { os: "linux", architecture: "amd64" };
const WINDOWS = { os: "windows", architecture: "amd64", "os.version": "10.0.20348.2527" };

const { start } = registries;

describe("the client rejects", () => {
  test("an index without linux/amd64, and lists its platforms", async () => {
    const { server, client, image } = await start();
    server.putIndex("shop/api", "v1", [ARM, WINDOWS]);
    const error = await errorOf(client.resolve(`${image}:v1`));
    expect(error).toMatchObject({ code: "platform-missing", reference: `${image}:v1` });
    expect(error.message).toContain("linux/arm64/v8, windows/amd64. ");
    expect(error.message).toContain("docker buildx build --platform linux/amd64");
  });

  test("an image for another platform", async () => {
    const { server, client, image } = await start();
    server.putImage("shop/api", "v1", ARM);
    const error = await errorOf(client.resolve(`${image}:v1`));
    expect(error.code).toBe("platform-missing");
    expect(error.message).toContain("linux/arm64/v8. ");
  });

  test("an index with attestations only, and an empty index", async () => {
    const { server, client, image } = await start();
    const manifests = [{ digest: sha256("a"), size: 1, platform: { os: "unknown", architecture: "unknown" } }];
    server.putManifest("shop/api", "v1", { manifests }, OCI_INDEX);
    server.putManifest("shop/api", "v2", { manifests: [] }, OCI_INDEX);
    for (const tag of ["v1", "v2"]) {
      const error = await errorOf(client.resolve(`${image}:${tag}`));
      expect(error.code).toBe("platform-missing");
      expect(error.message).not.toContain("unknown");
    }
  });

  test("an index of many platforms, and lists the first platforms", async () => {
    const { server, client, image } = await start();
    const platforms = Array.from({ length: LIMITS.platformsInMessage + 1 }, (_, at) => ({
      os: "linux",
      architecture: `a${at}`,
    }));
    const manifests = platforms.map((platform) => ({ digest: sha256("a"), size: 1, platform }));
    server.putManifest("shop/api", "v1", { manifests }, OCI_INDEX);
    server.putManifest("shop/api", "v2", { manifests: manifests.slice(1) }, OCI_INDEX);
    const [many, allowed] = await Promise.all(["v1", "v2"].map((tag) => errorOf(client.resolve(`${image}:${tag}`))));
    expect(many!.message).toContain(`linux/a${LIMITS.platformsInMessage - 1}, …. `);
    expect(allowed!.message).toContain(`linux/a${LIMITS.platformsInMessage}. `);
  });

  test("an index without platforms, when its first images are for other platforms", async () => {
    const { server, client, image } = await start();
    const images = Array.from({ length: LIMITS.manifestsPerIndex }, (_, at) =>
      server.putImage("shop/api", `arm-${at}`, ARM),
    );
    const manifests = [...images, server.putImage("shop/api", "amd")].map(({ digest }) => ({ digest, size: 500 }));
    server.putManifest("shop/api", "v1", { manifests }, OCI_INDEX);
    server.putManifest("shop/api", "v2", { manifests: manifests.slice(1) }, OCI_INDEX);
    const error = await errorOf(client.resolve(`${image}:v1`));
    expect(error.code).toBe("platform-missing");
    expect(error.message).toContain("linux/arm64/v8. ");
    expect(await client.resolve(`${image}:v2`)).toMatchObject({ platform: "linux/amd64" });
  });

  test("indexes within indexes that are nested too deeply", async () => {
    const { server, client, image } = await start();
    nest(server, LIMITS.nestedIndexes + 1, "v1", (digest) => [{ digest, platform: AMD }]);
    nest(server, LIMITS.nestedIndexes + 1, "v2", (digest) => [{ digest }]);
    for (const tag of ["v1", "v2"])
      expect((await errorOf(client.resolve(`${image}:${tag}`))).code).toBe("nested-index");
  });

  test("many images without platforms in nested indexes, after a limited number of requests", async () => {
    const { server, client, image } = await start();
    const arm = server.putImage("shop/api", "arm", ARM);
    const wide = (digest: string) => Array.from({ length: 5 }, () => ({ digest }));
    const inner = server.putManifest("shop/api", "inner", { manifests: wide(arm.digest) }, OCI_INDEX);
    server.putManifest("shop/api", "v1", { manifests: wide(inner) }, OCI_INDEX);
    expect((await errorOf(client.resolve(`${image}:v1`))).code).toBe("platform-missing");
    const reads = server.log.filter((line) => line.startsWith("GET /v2/shop/api/manifests/sha256:"));
    expect(reads).toHaveLength(LIMITS.manifestsPerIndex + 1);
  });

  test("an index whose entry for linux/amd64 is not an image, or is missing", async () => {
    const { server, client, image } = await start();
    const other = server.putManifest("shop/api", "other", {}, OCI_IMAGE);
    server.putManifest("shop/api", "v1", { manifests: [{ digest: other, platform: AMD }] }, OCI_INDEX);
    server.putManifest("shop/api", "v2", { manifests: [{ digest: sha256("gone"), platform: AMD }] }, OCI_INDEX);
    expect((await errorOf(client.resolve(`${image}:v1`))).code).toBe("not-an-image");
    expect((await errorOf(client.resolve(`${image}:v2`))).code).toBe("image-not-found");
  });

  test("an index whose index for linux/amd64 has no such image", async () => {
    const { server, client, image } = await start();
    const { digest } = server.putIndex("shop/api", "inner", [ARM]);
    server.putManifest("shop/api", "v1", { manifests: [{ digest, platform: AMD }] }, OCI_INDEX);
    const error = await errorOf(client.resolve(`${image}:v1`));
    expect(error.code).toBe("platform-missing");
    expect(error.message).toContain("got linux/arm64/v8. ");
  });

  const config = { digest: sha256("c"), size: 1 };
  test.each([
    ["a list", []],
    ["an empty object", {}],
    ["an image and an index at once", { config, layers: [], manifests: [] }],
    ["an index with layers", { layers: [], manifests: [] }],
    ["negative sizes", { config, layers: [{ size: -1 }] }],
    ["sizes that are not exact numbers", { config, layers: [{ size: 1e300 }] }],
    ["a config without a digest", { config: { digest: "../../secret", size: 1 }, layers: [] }],
    ["schema 1 under another name", { schemaVersion: 1, fsLayers: [], history: [] }],
  ])("a manifest: %s", async (_, manifest) => {
    const { server, client, image } = await start();
    server.putManifest("shop/api", "v1", manifest, OCI_IMAGE);
    const error = await errorOf(client.resolve(`${image}:v1`));
    expect(error.code).toBe("not-an-image");
    expect(error.message).toContain("manifest");
  });

  test.each([
    "application/vnd.docker.distribution.manifest.v1+prettyjws",
    "application/vnd.docker.distribution.manifest.v1+json",
  ])("a manifest of the type %s with its own code", async (type) => {
    const { server, client, image } = await start();
    server.putManifest("shop/api", "v1", { schemaVersion: 1 }, type);
    expect((await errorOf(client.resolve(`${image}:v1`))).code).toBe("unsupported-schema");
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 404);
    });
    expect((await errorOf(client.resolve(`${image}:v1`))).code).toBe("unsupported-schema");
  });

  test("a manifest that is not JSON", async () => {
    const { server, client, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      respond(response, 200, "<html>");
    });
    expect((await errorOf(client.resolve(`${image}:v1`))).code).toBe("invalid-json");
  });

  test.each([
    ["is not an image's, such as a chart's", "{}", "not-an-image"],
    ["is not JSON", "", "invalid-json"],
  ])("a config that %s", async (_, content, code) => {
    const { server, client, image } = await start();
    server.putManifest("shop/api", "v1", { config: server.putBlob(content), layers: [] }, OCI_IMAGE);
    const error = await errorOf(client.resolve(`${image}:v1`));
    expect(error.code).toBe(code);
    expect(error.message).toContain("config");
  });

  test.each([
    ["a manifest that is requested by its digest", "GET", /manifests\/sha256:/],
    ["a config", "GET", /blobs/],
  ])("a wrong digest of %s", async (_, method, path) => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    server.intercept(method, path, (response) => {
      respond(response, 200, "{}");
    });
    const error = await errorOf(client.resolve(`${image}@${digest}`));
    expect(error).toMatchObject({ code: "digest-mismatch", host: server.host });
    expect(error.message).toContain(sha256("{}"));
    expect((await errorOf(client.resolve(`${image}:v1`))).code).toBe("digest-mismatch");
  });

  test("a wrong digest of a manifest in its own header", async () => {
    const { server, client, image } = await start();
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 404);
    });
    server.intercept("GET", /manifests/, (response) => {
      respond(response, 200, "{}", { "docker-content-digest": sha256("other") });
    });
    const error = await errorOf(client.resolve(`${image}:v1`));
    expect(error.code).toBe("digest-mismatch");
    expect(error.message).toContain(`expected ${sha256("other")}, got ${sha256("{}")}`);
  });

  test("an image that does not exist, with the text of the registry", async () => {
    const { server, client, image } = await start();
    const error = await errorOf(client.resolve(`${image}:v1`));
    expect(error).toMatchObject({ code: "image-not-found", host: server.host, status: 404 });
    expect(error.message).toContain(": manifest unknown.");
    server.putManifest("shop/api", "v2", { config: { digest: sha256("gone"), size: 1 }, layers: [] }, OCI_IMAGE);
    expect(await errorOf(client.resolve(`${image}:v2`))).toMatchObject({ code: "image-not-found", status: 404 });
  });

  test.each([
    [418, "unexpected-status"],
    [503, "server-error"],
    [403, "access-denied"],
    [401, "access-denied"],
  ])("the status %i", async (status, code) => {
    const { server, client, image } = await start();
    server.intercept("GET", /manifests/, (response) => {
      respond(response, status);
    });
    expect(await errorOf(client.resolve(`${image}:v1`))).toMatchObject({ code, host: server.host, status });
  });
});
