import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { App, TerraformProvider, Testing } from "cdktf";
import {
  ContainerImage,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
  type DirectoryImageOptions,
  type ImageParts,
} from "../../lib";
import { hashContext } from "../../lib/images/build-context";
import { UNLOCKED, parseLock, readLock } from "../../lib/images/lock-file";
import { LOCKING } from "../../lib/images/locking";
import { synth } from "../../lib/testing";
import type { MessageCase } from "./message-case";

const REGISTRY = "rg.fr-par.scw.cloud/my-registry";
const TOKEN = "${TfToken[TOKEN.0]}";
const API_DIRECTORY = "api";

const directoryOptions: DirectoryImageOptions = { registryEndpoint: REGISTRY, name: "order-api" };

function newStack(): ScalewayStack {
  return new ScalewayStack(new App(), "shop", { region: "fr-par" });
}

function run(stack: ScalewayStack, image: ContainerImage, id = "api"): void {
  new ServerlessContainer(stack, id, { image, privacy: "private" });
}

function fromDirectory(options: object, path: unknown = API_DIRECTORY) {
  return () => ContainerImage.fromDirectory(path as string, { ...directoryOptions, ...options });
}

/** Builds a temporary directory with a Dockerfile and other files, each with its content or its size in bytes. */
function fromFiles(files: Readonly<Record<string, string | number>>) {
  return () => {
    const directory = mkdtempSync(join(tmpdir(), "messages-"));
    try {
      for (const [path, content] of Object.entries({ Dockerfile: "FROM scratch\n", ...files })) {
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        writeFileSync(join(directory, path), typeof content === "string" ? content : "");
        if (typeof content === "number") truncateSync(join(directory, path), content);
      }
      fromDirectory({}, directory)();
    } finally {
      rmSync(directory, { recursive: true });
    }
  };
}

function fromLock(reference: unknown, options: object = {}) {
  return () => {
    run(newStack(), ContainerImage.fromLock(reference as string, options));
  };
}

function whileLocking(act: () => unknown) {
  return () => {
    process.env[LOCKING] = "/tmp/locking";
    try {
      act();
    } finally {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the only way to remove a variable
      delete process.env[LOCKING];
    }
  };
}

const lockEntry = { digest: UNLOCKED, resolvedAt: "2026-11-26T10:00:00Z" };

function withLockText(text: string) {
  return () => parseLock(text, "images.lock.json");
}

function withLock(images: object, version = 1) {
  return withLockText(JSON.stringify({ version, images }));
}

class OtherDockerProvider extends TerraformProvider {
  constructor(stack: ScalewayStack) {
    super(stack, "other-docker", {
      terraformResourceType: "docker",
      terraformProviderSource: "kreuzwerker/docker",
      terraformGeneratorMetadata: { providerName: "docker", providerVersionConstraint: "3.6.2" },
    });
  }
}

export const cases: readonly MessageCase[] = [
  ...[
    undefined,
    5,
    "",
    "https://user:password@ghcr.io/org/api:v1",
    "ghcr.io/org/api :v1",
    "ghcr.io/org/api@sha256:123",
    "ghcr.io/Org/api:v1",
    "ghcr.io//api:v1",
    "ghcr.io/org/api:",
    "ghcr.io/org/-api:v1",
    `ghcr.io/${"a".repeat(255)}`,
  ].map((reference) => ({
    title: `fromRegistry: the reference ${String(reference)}`,
    act: () => ContainerImage.fromRegistry(reference as string),
  })),
  {
    title: "fromRegistry: an empty registrySha256",
    act: () => ContainerImage.fromRegistry("nginx:1", { registrySha256: "" }),
  },
  {
    title: "fromRegistry: an unknown option",
    act: () => ContainerImage.fromRegistry("nginx:1", { digest: 1 } as object),
  },
  { title: "fromParts: nothing", act: () => ContainerImage.fromParts({} as ImageParts) },
  {
    title: "fromParts: a scheme and empty parts",
    act: () => ContainerImage.fromParts({ registryEndpoint: `https://${REGISTRY}`, name: "", tag: "" }),
  },
  {
    title: "fromRegistryTag: invalid options",
    act: () => ContainerImage.fromRegistryTag({ namespace: "", tag: 5, region: "us-east" } as never),
  },

  { title: "fromLock: a token", act: fromLock(TOKEN) },
  { title: "fromLock: a reference with a digest", act: fromLock(`${REGISTRY}/api:v1@${UNLOCKED}`) },
  { title: "fromLock: an empty lockFile", act: fromLock("nginx:1", { lockFile: "" }) },
  { title: "fromLock: no lock", act: fromLock("nginx:1") },
  {
    title: "fromLock: an image that is not in the lock",
    act: fromLock(`${REGISTRY}/order-api:v9`, { lockFile: "examples/locked-image/images.lock.json" }),
  },
  { title: "fromLock: a fixed outdir", act: whileLocking(fromLock("nginx:1")) },
  { title: "lock: not readable", act: () => readLock("api") },
  { title: "lock: a merge conflict", act: withLockText("{\n<<<<<<< HEAD\n}") },
  { title: "lock: invalid JSON", act: withLockText('{\n  "version": 1,\n}') },
  { title: "lock: a list", act: withLockText("[]") },
  { title: "lock: another version", act: withLock({}, 2) },
  {
    title: "lock: invalid entries",
    act: withLock({
      "a b": lockEntry,
      [`a:1@${UNLOCKED}`]: lockEntry,
      "a:2": { digest: "x", image: "A", mediaType: 1, platform: [], compressedSizeBytes: -1, resolvedAt: "2026" },
      "a:3": { note: "x", compressedSizeBytes: 0.5 },
      "a:4": [],
    }),
  },
  { title: "lock: an image of another repository", act: withLock({ "a:1": { ...lockEntry, image: "b:1" } }) },

  { title: "fromDirectory: no options", act: () => ContainerImage.fromDirectory(API_DIRECTORY, undefined as never) },
  { title: "fromDirectory: a path that is not a directory", act: fromDirectory({}, "/no-such-directory") },
  { title: "fromDirectory: tokens", act: fromDirectory({ dockerfile: TOKEN }, TOKEN) },
  {
    title: "fromDirectory: invalid options",
    act: fromDirectory({
      registryEndpoint: "my-registry",
      name: "Order-Api",
      target: "",
      dockerfile: 1,
      buildArgs: [],
    }),
  },
  {
    title: "fromDirectory: invalid build arguments",
    act: fromDirectory({
      buildArgs: { A: 1, B: SecretValue.variable("b"), C: `x${String(SecretValue.variable("c"))}` },
    }),
  },
  { title: "fromDirectory: a name that is too long", act: fromDirectory({ name: "a".repeat(230) }) },
  { title: "fromDirectory: a Dockerfile outside the directory", act: fromDirectory({ dockerfile: "../Dockerfile" }) },
  { title: "fromDirectory: no Dockerfile", act: fromDirectory({ dockerfile: "no-such-file" }, "/") },
  { title: "fromDirectory: generated files", act: fromFiles({ "cdktf.out/manifest.json": "{}", "a/.git": "" }) },
  {
    title: "fromDirectory: files with credentials",
    act: fromFiles({ ".env": "API_KEY=x", "deploy/id_rsa": "", "[slug]/.env": "", ".dockerignore": "node_modules\n" }),
  },
  {
    title: "fromDirectory: many files with credentials",
    act: fromFiles(Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`service-${index}/.env`, ""]))),
  },
  { title: "fromDirectory: allowed files that are not texts", act: fromDirectory({ allowedSecretFiles: [1] }) },
  { title: "fromDirectory: an invalid pattern", act: fromFiles({ ".dockerignore": "# Build\n\n[a-\n", a: "" }) },
  { title: "fromDirectory: too many bytes", act: fromFiles({ "data/a": 200_000_000, b: "" }) },
  {
    title: "fromDirectory: a file that cannot be read",
    act: () =>
      hashContext(
        { directory: "/", dockerfile: "Dockerfile", entries: [{ path: "no-such-file", kind: "file", bytes: 0 }] },
        {},
      ),
  },
  {
    title: "fromDirectory: one name for two builds",
    act: () => {
      const stack = newStack();
      run(stack, fromDirectory({})(), "api");
      run(stack, fromDirectory({ target: "test" })(), "worker");
    },
  },
  {
    title: "fromDirectory: HCL",
    act: () => {
      const stack = newStack();
      run(stack, fromDirectory({})());
      Testing.synthHcl(stack);
    },
  },
  {
    title: "fromDirectory: another version of the Docker provider",
    act: () => {
      const stack = newStack();
      new OtherDockerProvider(stack);
      run(stack, fromDirectory({})());
      synth(stack);
    },
  },
];
