import type { ServerResponse } from "node:http";
import { RegistryClient, RegistryError } from "../../lib/registry/registry-client";
import { LIMITS } from "../../lib/registry/limits";
import { errorOf, useRegistries } from "../helpers/registry-client";
import { OCI_IMAGE, OCI_INDEX, nest, respond, sha256 } from "../helpers/registry-server";

const registries = useRegistries();
const ARM = { os: "linux", architecture: "arm64", variant: "v8" };
const AMD = { os: "linux", architecture: "amd64" };
const SBOM = "application/vnd.example.sbom+json";
const DOCKER_IMAGE = "application/vnd.docker.distribution.manifest.v2+json";

const { start } = registries;

describe("resolves", () => {
  test("a tag, with one HEAD and no manifest by its tag", async () => {
    const { server, client, image } = await start();
    const { digest, configDigest, size } = server.putImage("shop/api", "v1");
    expect(await client.resolve(`${image}:v1`)).toEqual({
      digest,
      mediaType: OCI_IMAGE,
      platform: "linux/amd64",
      compressedSizeBytes: size,
    });
    expect(server.log).toEqual([
      "GET /v2/",
      "HEAD /v2/shop/api/manifests/v1",
      `GET /v2/shop/api/manifests/${digest}`,
      `GET /v2/shop/api/blobs/${configDigest}`,
    ]);
    expect(server.requests[1]!.headers).toMatchObject({
      accept: expect.stringMatching(/oci\.image\.index.*oci\.image\.manifest.*manifest\.list\.v2.*manifest\.v2/),
      "user-agent": "scw-containers",
    });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("latest, when there is no tag", async () => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "latest");
    expect(await client.resolve(image)).toMatchObject({ digest });
  });

  test("a digest without asking for its tag", async () => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    expect(await client.resolve(`${image}:v2@${digest}`)).toMatchObject({ digest });
    expect(server.log).not.toContainEqual(expect.stringContaining("v2/shop/api/manifests/v2"));
  });

  test("an index to its own digest, with the size of the image in it that Scaleway runs", async () => {
    const { server, client, image } = await start();
    const { digest, images } = server.putIndex("shop/api", "v1", [ARM, AMD]);
    expect(await client.resolve(`${image}:v1`)).toEqual({
      digest,
      mediaType: OCI_INDEX,
      platform: "linux/amd64",
      compressedSizeBytes: images[1]!.size,
    });
  });

  test("the image for every amd64 machine, when there is one for newer ones as well", async () => {
    const { server, client, image } = await start();
    const { images } = server.putIndex("shop/api", "v1", [{ ...AMD, variant: "v3" }, AMD]);
    await client.resolve(`${image}:v1`);
    expect(server.log).toContain(`GET /v2/shop/api/manifests/${images[1]!.digest}`);
  });

  test("the image for newer amd64 machines, when there is no other", async () => {
    const { server, client, image } = await start();
    const { digest } = server.putIndex("shop/api", "v1", [ARM, { ...AMD, variant: "v2" }]);
    expect(await client.resolve(`${image}:v1`)).toMatchObject({ digest });
  });

  test("an index without platforms by the configs of its images", async () => {
    const { server, client, image } = await start();
    const arm = server.putImage("shop/api", "arm", ARM);
    const amd = server.putImage("shop/api", "amd", AMD);
    const manifests = [arm, amd].map(({ digest }) => ({ mediaType: OCI_IMAGE, digest, size: 500 }));
    const digest = server.putManifest("shop/api", "v1", { schemaVersion: 2, manifests }, OCI_INDEX);
    expect(await client.resolve(`${image}:v1`)).toMatchObject({ digest, mediaType: OCI_INDEX });
  });

  test.each([
    ["its platform", (digest: string) => [{ digest, size: 500, platform: AMD }]],
    ["no platform", (digest: string) => [{ digest, mediaType: OCI_INDEX, size: 500 }]],
  ])("an index within indexes, up to a limit, when its entry has %s", async (_, entries) => {
    const { server, client, image } = await start();
    const digest = nest(server, LIMITS.nestedIndexes, "v1", entries);
    expect(await client.resolve(`${image}:v1`)).toMatchObject({ digest, mediaType: OCI_INDEX });
  });

  test("an index with entries that are not images for a platform", async () => {
    const { server, client, image } = await start();
    const amd = server.putImage("shop/api", "amd", { ...AMD, variant: null });
    const emptyConfig = server.putBlob("{}");
    const signature = server.putManifest("shop/api", "sig", { config: emptyConfig, layers: [] }, OCI_IMAGE);
    const missing = sha256("never pushed");
    const odd = [
      { digest: `sha512:${"a".repeat(128)}`, size: 1, platform: AMD },
      { digest: "unknown:abc", size: 1 },
      { mediaType: OCI_IMAGE, size: 1 },
      ...Array.from({ length: LIMITS.manifestsPerIndex }, () => ({ digest: missing, mediaType: SBOM })),
      { digest: missing, size: 1 },
      { digest: signature, size: -1 },
      null,
      "text",
      { digest: missing, size: 1, platform: { os: "unknown", architecture: "unknown" } },
    ];
    const platforms = [undefined, null, {}, { architecture: "amd64" }, { ...AMD, os: null }, { ...AMD, variant: null }];
    for (const [at, platform] of [...platforms, { ...AMD, variant: "" }].entries()) {
      const manifests = [...odd, { digest: amd.digest, size: 500, platform }];
      const digest = server.putManifest("shop/api", `v${at}`, { manifests }, OCI_INDEX);
      expect(await client.resolve(`${image}:v${at}`)).toMatchObject({ digest, compressedSizeBytes: amd.size });
    }
  });

  test.each(["application/json", undefined])(
    "the media type of an index by its content, when it is served as %s",
    async (type) => {
      const { server, client, image } = await start();
      const { digest } = server.putImage("shop/api", "amd", AMD);
      const manifests = [{ digest, size: 500, platform: AMD }];
      server.intercept("GET", /manifests\/v1$/, (response) => {
        respond(response, 200, JSON.stringify({ manifests }), type === undefined ? {} : { "content-type": type });
      });
      expect(await client.resolve(`${image}:v1`)).toMatchObject({ mediaType: OCI_INDEX });
    },
  );

  test("the media type of an image by its header, when the manifest has none", async () => {
    const { server, client, image } = await start();
    const config = server.putBlob(JSON.stringify(AMD));
    server.putManifest("shop/api", "v1", { config, layers: [] }, `${DOCKER_IMAGE}; charset=utf-8`);
    server.putManifest("shop/api", "v2", { config, layers: [], annotations: {} }, "text/plain");
    expect(await client.resolve(`${image}:v1`)).toMatchObject({
      mediaType: DOCKER_IMAGE,
      compressedSizeBytes: config.size,
    });
    expect(await client.resolve(`${image}:v2`)).toMatchObject({ mediaType: OCI_IMAGE });
  });

  // Nexus and old versions of distribution; registry.redhat.io; buckets; servers that fail for HEAD alone.
  test.each([
    ["HEAD with 404", 404],
    ["HEAD with 405", 405],
    ["HEAD with 403", 403],
    ["HEAD with 500", 500],
    ["HEAD without a digest", 200],
  ])("from the manifest, when a registry answers %s", async (_, status) => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, status);
    });
    expect(await client.resolve(`${image}:v1`)).toMatchObject({ digest });
    expect(server.log).toContain("GET /v2/shop/api/manifests/v1");
  });

  test.each(["sha512:abc", "latest"])("from the manifest, when the digest of a registry is %s", async (header) => {
    const { server, client, image } = await start();
    server.putImage("shop/api", "v1");
    server.intercept("HEAD", /manifests/, (response) => {
      respond(response, 200, "", { "docker-content-digest": header });
    });
    expect(await client.resolve(`${image}:v1`)).toMatchObject({ platform: "linux/amd64" });
  });

  test("an image in a bucket, which does not have /v2/", async () => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    server.intercept("GET", /^\/v2\/$/, (response) => {
      respond(response, 404);
    });
    expect(await client.resolve(`${image}:v1`)).toMatchObject({ digest });
  });

  test("the image that was announced, when the tag moves meanwhile", async () => {
    const { server, client, image } = await start();
    const { digest } = server.putImage("shop/api", "v1");
    server.intercept("HEAD", /manifests/, (response) => {
      server.putImage("shop/api", "v1", { ...AMD, created: "later" });
      respond(response, 200, "", { "docker-content-digest": digest });
    });
    expect(await client.resolve(`${image}:v1`)).toMatchObject({ digest });
  });

  test("the current image of a tag at every request", async () => {
    const { server, client, image } = await start();
    const first = server.putImage("shop/api", "v1");
    expect(await client.resolve(`${image}:v1`)).toMatchObject({ digest: first.digest });
    const second = server.putImage("shop/api", "v1", { ...AMD, created: "later" });
    expect(await client.resolve(`${image}:v1`)).toMatchObject({ digest: second.digest });
    expect(second.digest).not.toBe(first.digest);
  });
});

describe("several images", () => {
  test("have results in the order of the references, errors included, and report their progress", async () => {
    const { server, client, image } = await start();
    const tags = Array.from({ length: 2 * LIMITS.concurrentRequests + 1 }, (_, at) => `v${at}`);
    const digests = tags.map((tag) => server.putImage("shop/api", tag).digest);
    const counts: number[] = [];
    const results = await client.resolveAll(
      [...tags.map((tag) => `${image}:${tag}`), `${image}:none`, "???"],
      (count) => {
        counts.push(count);
      },
    );
    expect(results.slice(0, -2).map((result) => "digest" in result && result.digest)).toEqual(digests);
    expect(results.slice(-2)).toEqual([expect.any(RegistryError), expect.any(RegistryError)]);
    expect(results.slice(-2)).toMatchObject([
      { code: "image-not-found", reference: `${image}:none` },
      { code: "invalid-reference", reference: "???" },
    ]);
    expect(counts).toEqual(results.map((_, at) => at + 1));
  });

  test("are resolved concurrently, up to a limit", async () => {
    const { server, client, image } = await start();
    let most = 0;
    const waiting: ServerResponse[] = [];
    // Responds when no further request comes.
    const timer = setTimeout(() => {
      for (const response of waiting.splice(0)) respond(response, 404);
    }, 100);
    server.intercept("HEAD", /manifests/, (response) => {
      most = Math.max(most, waiting.push(response));
      timer.refresh();
    });
    await client.resolveAll(Array.from({ length: 30 }, (_, at) => `${image}:v${at}`));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(LIMITS.concurrentRequests);
  });

  test("have no results without references", async () => {
    expect(await registries.client().resolveAll([])).toEqual([]);
  });

  test("fail together when the error is a bug of the program", async () => {
    const { client, image } = await start();
    const onDone = () => {
      throw new TypeError("a mistake");
    };
    await expect(client.resolveAll([`${image}:v1`], onDone)).rejects.toThrow("a mistake");
    const broken = registries.client({}, { timeouts: undefined });
    await expect(broken.resolveAll([`${image}:v1`])).rejects.toThrow(TypeError);
  });
});

test("uses the environment of the process by default", async () => {
  const client = new RegistryClient();
  expect(await errorOf(client.resolve("???"))).toMatchObject({ code: "invalid-reference", reference: "???" });
  await client.close();
});
