import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformVariable } from "cdktf";
import fc from "fast-check";
import { ContainerImage, Manifest, ManifestStack, SecretValue, ServerlessContainer, ValidationError } from "../../lib";
import { UNLOCKED, formatLock, parseLock, readLock, type ImageLock } from "../../lib/images/lock-file";
import { LOCKING } from "../../lib/images/locking";
import { warnings } from "../../lib/testing";
import { container as manifestOf, yamlOf } from "../helpers/manifests";
import { codesOf, validationError } from "../helpers/issues";
import { newApp, newStack, only, synth } from "../helpers/synth";

const DIGEST = `sha256:${"a1".repeat(32)}`;
const OLD_DIGEST = `sha256:${"b2".repeat(32)}`;
const API = "ghcr.io/shop/api:v1";
const entry = { digest: DIGEST, resolvedAt: "2026-11-26T10:00:00Z" };

const folder = mkdtempSync(join(tmpdir(), "image-lock-"));
const lockFile = join(folder, "images.lock.json");
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function writeLock(images: ImageLock): void {
  writeFileSync(lockFile, formatLock(images));
}

/** The image and the digest of a container that runs a locked image. */
function deployed(reference: string) {
  const stack = newStack();
  new ServerlessContainer(stack, "api", {
    image: ContainerImage.fromLock(reference, { lockFile }),
    privacy: "private",
  });
  const { image, registry_sha256 } = only(synth(stack), "scaleway_container");
  expect(warnings(stack)).toEqual([]);
  return [image, registry_sha256] as unknown;
}

describe("ContainerImage.fromLock", () => {
  test("deploys the reference with the digest of the lock", () => {
    writeLock({ [API]: entry, "ghcr.io/shop/web:latest": { ...entry, digest: OLD_DIGEST } });
    expect(deployed(API)).toEqual([API, DIGEST]);
    expect(deployed("ghcr.io/shop/web:latest")).toEqual(["ghcr.io/shop/web:latest", OLD_DIGEST]);
  });

  test("deploys the image of a rollback instead of the reference, without a warning", () => {
    writeLock({ [API]: { ...entry, digest: OLD_DIGEST, image: "ghcr.io/shop/api:v0" } });
    expect(deployed(API)).toEqual(["ghcr.io/shop/api:v0", OLD_DIGEST]);
    const byDigest = `ghcr.io/shop/api@${OLD_DIGEST}`;
    writeLock({ [API]: { ...entry, digest: OLD_DIGEST, image: byDigest } });
    expect(deployed(API)).toEqual([byDigest, OLD_DIGEST]);
  });

  test("reads images.lock.json in the working directory by default", () => {
    const act = () => ContainerImage.fromLock(API).bind(newStack() as never);
    expect(codesOf(act)).toEqual(["not-locked reference"]);
    expect(act).toThrow("Run npx scw-containers lock, and commit images.lock.json.");
  });

  test("fails for a tag that is not locked, and lists the locked tags of the image", () => {
    writeLock({ [API]: entry, "ghcr.io/shop/api:v0": entry, "ghcr.io/shop/web:v2": entry });
    const act = () => deployed("ghcr.io/shop/api:v2");
    expect(codesOf(act)).toEqual(["not-locked reference"]);
    expect(act).toThrow(
      `got "ghcr.io/shop/api:v2": ${lockFile} contains only ghcr.io/shop/api:v0, ghcr.io/shop/api:v1.`,
    );
    expect(act).toThrow(`Run npx scw-containers lock --lock-file ${lockFile}, and commit ${lockFile}.`);
    expect(() => deployed("ghcr.io/shop/jobs:v2")).toThrow(`${lockFile} does not contain it.`);
  });

  test("fails if the reference is a token or contains one", () => {
    const { stringValue } = new TerraformVariable(newStack(), "tag", { type: "string" });
    for (const reference of [stringValue, `ghcr.io/shop/api:${stringValue}`]) {
      const act = () => ContainerImage.fromLock(reference, { lockFile });
      expect(codesOf(act)).toEqual(["token-not-supported reference"]);
    }
  });

  test("fails for the name of a member that every object inherits", () => {
    writeLock({ [API]: entry });
    expect(codesOf(() => deployed("constructor"))).toEqual(["not-locked reference"]);
  });

  test.each([
    [`${API}@${DIGEST}`, "digest-in-reference reference"],
    ["https://ghcr.io/shop/api:v1", "invalid-image-reference reference"],
    [undefined, "missing reference"],
  ])("fails for the reference %s", (reference, code) => {
    expect(codesOf(() => ContainerImage.fromLock(reference!, { lockFile }))).toEqual([code]);
  });

  test.each<[unknown, string]>([
    [{ lockFile: "" }, "empty lockFile"],
    [{ lockFile: "${TfToken[TOKEN.0]}" }, "token-not-supported lockFile"],
    [{ file: "x" }, "unknown-prop file"],
    [null, "wrong-type"],
  ])("fails for the options %j", (options, code) => {
    expect(codesOf(() => ContainerImage.fromLock(API, options as object))).toEqual([code]);
  });

  test("uses a placeholder while scw-containers lock runs the program, in no other output directory", () => {
    rmSync(lockFile, { force: true });
    process.env[LOCKING] = tmpdir();
    try {
      expect(deployed("ghcr.io/shop/new:v1")).toEqual(["ghcr.io/shop/new:v1", UNLOCKED]);
      process.env[LOCKING] = join(tmpdir(), "elsewhere");
      expect(codesOf(() => deployed("ghcr.io/shop/new:v1"))).toEqual(["outdir-not-supported outdir"]);
    } finally {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the only way to remove a variable
      delete process.env[LOCKING];
    }
  });
});

describe("a manifest", () => {
  function stackOf(spec: object = {}): ManifestStack {
    return new ManifestStack(newApp(), Manifest.parse(yamlOf(manifestOf(spec))), { lockFile });
  }
  const deployedBy = (stack: ManifestStack) => only(synth(stack), "scaleway_container");

  test("uses the digest of the lock for an image without registrySha256", () => {
    writeLock({ [API]: { ...entry, image: "ghcr.io/shop/api:v0" } });
    const stack = stackOf();
    expect(deployedBy(stack)).toMatchObject({ image: "ghcr.io/shop/api:v0", registry_sha256: DIGEST });
    expect(warnings(stack)).toEqual([]);
    expect(deployedBy(stackOf({ registrySha256: "build-7" }))).toMatchObject({
      image: API,
      registry_sha256: "build-7",
    });
  });

  test("warns if the lock does not contain the image, and does not warn without a lock", () => {
    writeLock({ "ghcr.io/shop/api:v0": entry });
    const stack = stackOf();
    expect(deployedBy(stack)).not.toHaveProperty("registry_sha256");
    expect(warnings(stack).map(({ id }) => id)).toEqual(["image-not-locked"]);
    const unlocked = new ManifestStack(newApp(), Manifest.parse(yamlOf(manifestOf())));
    expect(deployedBy(unlocked)).not.toHaveProperty("registry_sha256");
    expect(warnings(unlocked)).toEqual([]);
  });

  test.each([
    [5, "wrong-type lockFile"],
    ["", "empty lockFile"],
    [SecretValue.unsafePlainText("planted-secret"), "secret-not-accepted lockFile"],
    ["${TfToken[TOKEN.0]}", "token-not-supported lockFile"],
  ])("fails for the lockFile %p, and leaves no stack", (wrong, code) => {
    const app = newApp();
    const act = () => new ManifestStack(app, Manifest.parse(yamlOf(manifestOf())), { lockFile: wrong as string });
    expect(codesOf(act)).toEqual([code]);
    expect(app.node.children).toEqual([]);
  });

  test("fails if its lockFile does not exist", () => {
    rmSync(lockFile, { force: true });
    expect(validationError(() => stackOf()).issues).toEqual([expect.objectContaining({ path: "lockFile" })]);
  });

  test("fails if the lock is not valid", () => {
    writeFileSync(lockFile, "{");
    expect(() => stackOf()).toThrow(ValidationError);
  });
});

describe("the lock", () => {
  const parse = (text: string) => parseLock(text, "images.lock.json");
  const withImages = (images: object) => JSON.stringify({ version: 1, images });

  test("is sorted, and has the fields of an image in one order", () => {
    const full = {
      resolvedAt: entry.resolvedAt,
      compressedSizeBytes: 5,
      platform: "linux/amd64",
      mediaType: "x",
      digest: DIGEST,
    };
    const text = formatLock({ "b:1": entry, "a:1": full });
    expect(text).toBe(formatLock({ "a:1": full, "b:1": entry }));
    expect(text).toBe(`{
  "version": 1,
  "images": {
    "a:1": {
      "digest": "${DIGEST}",
      "mediaType": "x",
      "platform": "linux/amd64",
      "compressedSizeBytes": 5,
      "resolvedAt": "2026-11-26T10:00:00Z"
    },
    "b:1": {
      "digest": "${DIGEST}",
      "resolvedAt": "2026-11-26T10:00:00Z"
    }
  }
}
`);
  });

  test.each<[string, string, string]>([
    ["is empty", "", "invalid-json"],
    ["is cut off", '{\n  "version": 1,', "invalid-json 2:16"],
    ["is a list", "[]", "wrong-type"],
    ["has no images", '{ "version": 1 }', "missing images"],
    ["has a list of images", '{ "version": 1, "images": [] }', "wrong-type images"],
    ["has another version", '{ "version": 2, "images": {} }', "unsupported-version version"],
    ["has merge conflicts", '{\n<<<<<<< HEAD\n  "version": 1', "merge-conflict 2:1"],
    [
      "has an invalid reference",
      withImages({ "a b": entry }),
      "invalid-image-reference images.<a text of 3 characters>",
    ],
    ["has a reference with a digest", withImages({ [`a@${DIGEST}`]: entry }), `digest-in-reference images.a@${DIGEST}`],
    ["has an entry that is a text", withImages({ "a:1": DIGEST }), "wrong-type images.a:1"],
    ["has an unknown field", withImages({ "a:1": { ...entry, note: "x" } }), "unknown-prop images.a:1.note"],
    ["has an invalid digest", withImages({ "a:1": { ...entry, digest: "x" } }), "invalid-digest images.a:1.digest"],
    ["has no digest", withImages({ "a:1": { resolvedAt: entry.resolvedAt } }), "missing images.a:1.digest"],
    ["has no time", withImages({ "a:1": { digest: DIGEST } }), "missing images.a:1.resolvedAt"],
    ["has a date", withImages({ "a:1": { ...entry, resolvedAt: "2026" } }), "invalid-format images.a:1.resolvedAt"],
    ["has a platform list", withImages({ "a:1": { ...entry, platform: [] } }), "wrong-type images.a:1.platform"],
    [
      "has a negative size",
      withImages({ "a:1": { ...entry, compressedSizeBytes: -1 } }),
      "below-minimum images.a:1.compressedSizeBytes",
    ],
    [
      "pulls an image that is not valid",
      withImages({ "a:1": { ...entry, image: "A" } }),
      "invalid-image-reference images.a:1.image",
    ],
    ["pulls another repository", withImages({ "a:1": { ...entry, image: "b:1" } }), "image-mismatch images.a:1.image"],
    [
      "pulls another digest",
      withImages({ "a:1": { ...entry, image: `a@${OLD_DIGEST}` } }),
      "image-mismatch images.a:1.image",
    ],
  ])("is rejected if it %s", (_, text, code) => {
    expect(codesOf(() => parse(text))).toEqual([code]);
  });

  test.each([
    "hunter2",
    '{ "version": hunter2 }',
    '{ "version": "hunter2" ,, }',
    '"hunter2"',
    '{ "version": "hunter2" }',
    withImages({
      "a:1": { digest: "hunter2", image: "https://hunter2", resolvedAt: "hunter2", platform: ["hunter2"] },
    }),
  ])("is rejected without displaying its values: %s", (text) => {
    const { message } = validationError(() => parse(text));
    expect(message).not.toContain("hunter2");
  });

  test("is rejected if it cannot be read", () => {
    expect(codesOf(() => readLock(folder))).toEqual(["unreadable-file"]);
    expect(readLock(join(folder, "none.json"))).toBeUndefined();
  });

  test("is the same after formatting and parsing", () => {
    const digest = fc.stringMatching(/^sha256:[0-9a-f]{64}$/);
    const image = fc.record(
      {
        digest,
        image: fc.stringMatching(/^[0-9]{1,3}$/),
        mediaType: fc.string(),
        platform: fc.string(),
        compressedSizeBytes: fc.nat(),
        resolvedAt: fc.constant("2026-11-26T10:00:00Z"),
      },
      { requiredKeys: ["digest", "resolvedAt"] },
    );
    const tags = fc.dictionary(fc.stringMatching(/^[a-z]{1,9}(:[0-9]{1,3})?$/), image);
    fc.assert(
      fc.property(tags, (entries) => {
        const lock = Object.fromEntries(
          Object.entries(entries).map(([key, { image: tag, ...rest }]) => [
            key,
            { ...rest, ...(tag !== undefined && { image: `${key.split(":")[0]}:${tag}` }) },
          ]),
        );
        const text = formatLock(lock);
        const parsed = parse(text);
        expect(parsed).toEqual({ ...lock });
        expect(formatLock(parsed)).toBe(text);
      }),
    );
  });

  test("is parsed or rejected with a ValidationError for every text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ValidationError);
        }
      }),
    );
  });
});
