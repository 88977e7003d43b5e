import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformVariable } from "cdktf";
import fc from "fast-check";
import { ContainerImage, Manifest, ManifestStack, SecretValue, ServerlessContainer, ValidationError } from "../../lib";
import { UNLOCKED, formatLock, parseLock, readLock, type ImageLock } from "../../lib/images/lock-file";
import { LOCKING } from "../../lib/images/locking";
import { container as manifestOf, yamlOf } from "../helpers/manifests";
import { annotations, issuesOf, newApp, newStack, only, synth } from "../helpers/synth";

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

/** What a container of a locked image is deployed from. */
function deployed(reference: string) {
  const stack = newStack();
  new ServerlessContainer(stack, "api", {
    image: ContainerImage.fromLock(reference, { lockFile }),
    privacy: "private",
  });
  const { image, registry_sha256 } = only(synth(stack), "scaleway_container");
  expect(annotations(stack, "warn")).toEqual([]);
  return [image, registry_sha256] as unknown;
}

describe("ContainerImage.fromLock", () => {
  test("deploys the reference, and redeploys when the lock's digest changes", () => {
    writeLock({ [API]: entry, "ghcr.io/shop/web:latest": { ...entry, digest: OLD_DIGEST } });
    expect(deployed(API)).toEqual([API, DIGEST]);
    expect(deployed("ghcr.io/shop/web:latest")).toEqual(["ghcr.io/shop/web:latest", OLD_DIGEST]);
  });

  test("deploys what a rollback wrote instead of the reference", () => {
    writeLock({ [API]: { ...entry, digest: OLD_DIGEST, image: "ghcr.io/shop/api:v0" } });
    expect(deployed(API)).toEqual(["ghcr.io/shop/api:v0", OLD_DIGEST]);
    // Without a warning: a rollback has to pass the tests of its project.
    const byDigest = `ghcr.io/shop/api@${OLD_DIGEST}`;
    writeLock({ [API]: { ...entry, digest: OLD_DIGEST, image: byDigest } });
    expect(deployed(API)).toEqual([byDigest, OLD_DIGEST]);
  });

  test("reads images.lock.json in the folder that the program runs in, when no lockFile is given", () => {
    expect(issuesOf(() => ContainerImage.fromLock(API).bind(newStack() as never))).toEqual([
      `reference: there is no images.lock.json for ${API}; run npx scw-containers lock, and commit images.lock.json`,
    ]);
  });

  test("fails and tells the image's other tags, when the lock has none of this one", () => {
    writeLock({ [API]: entry, "ghcr.io/shop/api:v0": entry, "ghcr.io/shop/web:v2": entry });
    expect(issuesOf(() => deployed("ghcr.io/shop/api:v2"))).toEqual([
      `reference: ghcr.io/shop/api:v2 is not in ${lockFile}, which has ghcr.io/shop/api:v0, ghcr.io/shop/api:v1; run npx scw-containers lock --lock-file ${lockFile}, and commit ${lockFile}`,
    ]);
    expect(issuesOf(() => deployed("ghcr.io/shop/jobs:v2"))).toEqual([
      `reference: ghcr.io/shop/jobs:v2 is not in ${lockFile}; run npx scw-containers lock --lock-file ${lockFile}, and commit ${lockFile}`,
    ]);
  });

  test("fails, when the reference is a token, of which the lock knows nothing", () => {
    const { stringValue } = new TerraformVariable(newStack(), "tag", { type: "string" });
    for (const reference of [stringValue, `ghcr.io/shop/api:${stringValue}`]) {
      expect(issuesOf(() => ContainerImage.fromLock(reference, { lockFile }))).toEqual([
        "reference: is a token, and is needed before Terraform knows any value; write it out",
      ]);
    }
  });

  test("fails, when the image is called as what every object has", () => {
    writeLock({ [API]: entry });
    expect(issuesOf(() => deployed("constructor"))[0]).toContain("constructor is not in");
  });

  test.each([
    [`${API}@${DIGEST}`, "has a digest already, and needs no lock; use ContainerImage.fromRegistry"],
    ["https://ghcr.io/shop/api:v1", "it has a scheme"],
    [undefined, "is missing"],
  ])("fails, when the reference is %s", (reference, says) => {
    expect(issuesOf(() => ContainerImage.fromLock(reference!, { lockFile }))).toEqual([expect.stringContaining(says)]);
  });

  test("stands in for what is not locked yet, while scw-containers lock asks for the images", () => {
    rmSync(lockFile, { force: true });
    process.env[LOCKING] = tmpdir();
    try {
      expect(deployed("ghcr.io/shop/new:v1")).toEqual(["ghcr.io/shop/new:v1", UNLOCKED]);
    } finally {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the one way to take a variable away
      delete process.env[LOCKING];
    }
  });
});

describe("a manifest", () => {
  function stackOf(spec: object = {}): ManifestStack {
    return new ManifestStack(newApp(), Manifest.parse(yamlOf(manifestOf(spec))), { lockFile });
  }
  const deployedBy = (stack: ManifestStack) => only(synth(stack), "scaleway_container");

  test("takes the digest of an image that it gives none for from the lock", () => {
    writeLock({ [API]: { ...entry, image: "ghcr.io/shop/api:v0" } });
    const stack = stackOf();
    expect(deployedBy(stack)).toMatchObject({ image: "ghcr.io/shop/api:v0", registry_sha256: DIGEST });
    expect(annotations(stack, "warn")).toEqual([]);
    expect(deployedBy(stackOf({ registrySha256: "build-7" }))).toMatchObject({
      image: API,
      registry_sha256: "build-7",
    });
  });

  test("warns, when there is a lock without its image, and says nothing when there is no lock", () => {
    writeLock({ "ghcr.io/shop/api:v0": entry });
    const stack = stackOf();
    expect(deployedBy(stack)).not.toHaveProperty("registry_sha256");
    expect(annotations(stack, "warn")).toEqual([
      `${API} is not in ${lockFile}, and a push under its tag would not be deployed; run npx scw-containers lock --lock-file ${lockFile}, for manifests alone with --manifests and their path [image-not-locked]`,
    ]);
    const unlocked = new ManifestStack(newApp(), Manifest.parse(yamlOf(manifestOf())));
    expect(deployedBy(unlocked)).not.toHaveProperty("registry_sha256");
    expect(annotations(unlocked, "warn")).toEqual([]);
  });

  test.each([
    [5, "lockFile: 5 is a number, not text"],
    ["", "lockFile: is empty"],
    [SecretValue.unsafePlainText("planted-secret"), "lockFile: is a SecretValue"],
    ["${TfToken[TOKEN.0]}", "lockFile: is a token"],
  ])("fails, when its lockFile is %p, and leaves no stack", (wrong, says) => {
    const app = newApp();
    const act = () => new ManifestStack(app, Manifest.parse(yamlOf(manifestOf())), { lockFile: wrong as string });
    expect(issuesOf(act)).toEqual([expect.stringContaining(says)]);
    expect(app.node.children).toEqual([]);
  });

  test("fails, when a lock is named that is not there", () => {
    rmSync(lockFile, { force: true });
    expect(issuesOf(() => stackOf())).toEqual([expect.stringMatching(/^lockFile: there is no ".*"; run npx scw-c/)]);
  });

  test("fails, when the lock is broken", () => {
    writeFileSync(lockFile, "{");
    expect(() => stackOf()).toThrow(ValidationError);
  });
});

describe("the lock", () => {
  const parse = (text: string) => parseLock(text, "images.lock.json");
  const problems = (text: string) => issuesOf(() => parse(text));
  const withImages = (images: object) => JSON.stringify({ version: 1, images });

  test("is written sorted, whatever the order, and with the fields of an image in one order", () => {
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
    ["is empty", "", "is no JSON"],
    ["is cut off", '{"version": 1,', "is no JSON"],
    ["is a list", "[]", "Invalid input"],
    [
      "pulls another image than it locks",
      withImages({ "a:1": { ...entry, image: "b:1" } }),
      '"b:1" is no image of the same name',
    ],
    [
      "pulls another digest than it locks",
      withImages({ "a:1": { ...entry, image: `a@${OLD_DIGEST}` } }),
      "or has another digest than sha256:a1a1",
    ],
    ["has another version", '{"version": 2, "images": {}}', "version: 2 is no version that this release knows"],
    ["has merge conflicts", "{\n<<<<<<< HEAD\n", "has a merge conflict; take either side whole"],
    ["has a digest that is none", withImages({ "a:1": { ...entry, digest: "x" } }), "images.a:1.digest: is no digest"],
    ["has a reference that is none", withImages({ "a b": entry }), 'images.a b: "a b" is no image reference'],
    ["has a reference with a digest", withImages({ [`a:1@${DIGEST}`]: entry }), "images.a:1@sha256"],
    ["has an unknown field", withImages({ "a:1": { ...entry, note: "x" } }), "images.a:1.note: is not a known prop"],
  ])("is refused, when it %s", (_, text, says) => {
    expect(problems(text)).toEqual([expect.stringContaining(says)]);
  });

  test("is refused, when it may not be read", () => {
    expect(issuesOf(() => readLock(folder))).toEqual([": cannot be read: EISDIR"]);
    expect(readLock(join(folder, "none.json"))).toBeUndefined();
  });

  test("is read as it was written", () => {
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
        expect(parse(text)).toEqual({ ...lock });
        expect(formatLock(parse(text))).toBe(text);
      }),
    );
  });

  test("is refused by a ValidationError, or read, whatever stands in it", () => {
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
