import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { ValidationError } from "../../lib";
import { formatLock, type ImageLock, type LockedImageEntry } from "../../lib/images/lock-file";
import { readDeployedStacks } from "../../lib/deployed/read-stacks";
import { createProject } from "../../lib/init/project";
import { lockBuiltImages } from "../../lib/lock/built-images";
import { historyOf } from "../../lib/lock/history";
import { lockImages, lockIssues } from "../../lib/lock/lock-images";
import { rollBack } from "../../lib/lock/rollback";
import { readProjectFile } from "../../lib/manifest/project-file";
import { synthesize } from "../../lib/manifest/synthesize";
import { source } from "../../lib/yaml/sources";
import { RegistryError } from "../../lib/registry/registry-error";
import { PlanReview } from "../../lib/review/plan-review";
import { reviewFiles } from "../../lib/review/review-files";
import { commitVersions } from "../helpers/git-history";
import type { MessageCase } from "./message-case";

const LOCK_FILE = "images.lock.json";
const IMAGE = "ghcr.io/shop/api:v1";
const RESOLVED_AT = "2026-01-31T10:00:00Z";
const digestOf = (digit: string) => `sha256:${digit.repeat(64)}`;
const entryOf = (digit: string): LockedImageEntry => ({ digest: digestOf(digit), resolvedAt: RESOLVED_AT });
const resolved = (digit: string) => ({
  digest: digestOf(digit),
  mediaType: "application/vnd.oci.image.manifest.v1+json",
  platform: "linux/amd64",
  compressedSizeBytes: 1,
});
const call = (title: string, act: () => unknown): MessageCase => ({ title, act });

function commitLocks(...locks: readonly ImageLock[]): void {
  commitVersions(LOCK_FILE, ...locks.map((lock) => ({ subject: "Lock", text: formatLock(lock) })));
}

/** Rolls back after the lock has had the given digests of the image. */
const rollback = (title: string, digits: readonly string[], digest?: string, name = "api") =>
  call(title, () => {
    commitLocks(...digits.map((digit) => ({ [IMAGE]: entryOf(digit) })));
    return rollBack(name, digest, LOCK_FILE);
  });

/** Locks the images of a metadata file of buildx. */
const built = (title: string, metadata: object, ...references: readonly string[]) =>
  call(title, () => {
    writeFileSync("metadata.json", JSON.stringify(metadata));
    return lockBuiltImages("buildx", "metadata.json", references, "other.lock.json");
  });

/** The issues of an image that `lock --check` has compared with its registry. */
const compared = (title: string, image: Parameters<typeof lockIssues>[0]) =>
  call(title, () => {
    throw new ValidationError("lock", lockIssues(image, true, LOCK_FILE));
  });

const plan = (title: string, text: string) =>
  call(title, () => PlanReview.fromPlans([{ stack: "shop", file: "plan.json", plan: text }]));

const PLAN = JSON.stringify({ format_version: "1.2", terraform_version: "1.11.4", resource_changes: [] });

/** Reviews a plan with a configuration. */
const configured = (title: string, config: string, rules?: string) =>
  call(title, () => {
    writeFileSync("plan.json", PLAN);
    writeFileSync("scw-review.yaml", config);
    if (rules !== undefined) writeFileSync(/[\w-]+\.cjs/.exec(config)?.[0] ?? "", rules);
    return reviewFiles(["plan.json"], { config: "scw-review.yaml" });
  });

const SETTINGS = `region: paris
backend: { bucket: my-state, keyPrefix: /shop/ }
raisedLimits: [{ limit: container.maxscale, to: 500, reason: ticket 42 }]
acknowledgedWarnings: [{ id: deploy-fals }]
externalResources: [{ kind: ScalewayDatabase, name: orders }]
lockfile: images.lock.json
`;

const MANIFEST = `apiVersion: scaleway.openmcf.org/v1
kind: ScalewayServerlessContainer
metadata: { name: api }
spec:
  region: fr-par
  image: { registryEndpoint: { value: ghcr.io/shop }, name: api, tag: v1 }
  privacy: private
  registrySha256: build-7
`;

const RULE = `{ id: "no-paris", severity: "high", finds: "Paris", why: "We left.", todo: "Move." `;

export const commandCases: readonly MessageCase[] = [
  call("init: a name", () => createProject("shop", { name: "My Shop", region: "fr-par", ci: "none" })),
  call("init: other files", () => {
    mkdirSync("shop/main.ts", { recursive: true });
    writeFileSync("shop/package.json", "{}");
    createProject("shop", { region: "fr-par", ci: "none" });
  }),
  call("lock: no program", () => lockImages([], { lockFile: LOCK_FILE }, () => undefined)),
  call("lock: a program without a command", async () => {
    writeFileSync("cdktf.json", "{}");
    await lockImages([], { lockFile: LOCK_FILE }, () => undefined);
  }),
  call("lock: a project that is not JSON", async () => {
    writeFileSync("cdktf.json", "{");
    await lockImages([], { lockFile: LOCK_FILE }, () => undefined);
  }),
  call("lock: references", () =>
    lockImages(["A B", `nginx:1@${digestOf("a")}`], { lockFile: LOCK_FILE }, () => undefined),
  ),
  call("lock: --prune with an image", () => lockImages([IMAGE], { lockFile: LOCK_FILE, prune: true }, () => undefined)),
  call("lock: --from without a file", () => lockBuiltImages("buildx", undefined, [], LOCK_FILE)),
  call("lock: --from without the file", () => lockBuiltImages("buildx", "missing.json", [], LOCK_FILE)),
  built("lock: metadata without an image", {}),
  built("lock: metadata of a build that was not pushed", { "image.name": IMAGE }),
  built("lock: metadata with an invalid reference", { "image.name": "A B", "containerimage.digest": digestOf("a") }),
  built(
    "lock: metadata without the image",
    { "image.name": IMAGE, "containerimage.digest": digestOf("a") },
    "ghcr.io/shop/web:v1",
  ),
  call("lock: metadata with two digests", () => {
    const target = (digit: string) => ({ "image.name": IMAGE, "containerimage.digest": digestOf(digit) });
    writeFileSync("metadata.json", JSON.stringify({ one: target("a"), two: target("b") }));
    lockBuiltImages("bake", "metadata.json", [], "other.lock.json");
  }),
  call("lock: an image that is not locked", () => {
    commitLocks({ [IMAGE]: entryOf("a") });
    return historyOf("web", LOCK_FILE);
  }),
  call("lock: a name of two images", () => {
    commitLocks({ [IMAGE]: entryOf("a"), "ghcr.io/blog/api:v1": entryOf("b") });
    return historyOf("api", LOCK_FILE);
  }),
  rollback("lock: no earlier digest", ["a"]),
  rollback("lock: a digest that the image never had", ["a", "b"], "ccccccc"),
  rollback("lock: the current digest", ["a", "b"], "bbbbbbb"),
  call("lock: the start of two digests", () => {
    const starts = ["1", "2"].map((end) => ({ digest: `sha256:${"a".repeat(63)}${end}`, resolvedAt: RESOLVED_AT }));
    commitLocks(...starts.map((entry) => ({ [IMAGE]: entry })), { [IMAGE]: entryOf("b") });
    return rollBack("api", "aaaaaaa", LOCK_FILE);
  }),
  compared("lock: a new image", { reference: IMAGE, status: "new", now: resolved("a") }),
  compared("lock: a tag that has moved", {
    reference: IMAGE,
    status: "moved",
    before: entryOf("a"),
    now: resolved("b"),
  }),
  compared("lock: a rollback image that has moved", {
    reference: IMAGE,
    status: "lost",
    before: { ...entryOf("a"), image: "ghcr.io/shop/api:v0" },
    now: resolved("b"),
  }),
  compared("lock: a registry that fails", {
    reference: IMAGE,
    status: "failed",
    error: new RegistryError("unreachable", `${IMAGE}: ghcr.io is unreachable. Check the network.`),
  }),
  call("lock: a lock that was edited", async () => {
    writeFileSync("edited.lock.json", `${formatLock({})}\n`);
    writeFileSync("api.yaml", MANIFEST);
    const { errors } = await lockImages(
      [],
      { lockFile: "edited.lock.json", check: true, manifests: ["api.yaml"] },
      () => undefined,
    );
    throw new ValidationError("lock", errors);
  }),
  call("synth: settings that do not match the manifests", () => {
    writeFileSync("scw-containers.yaml", "acknowledgedWarnings: [{ id: deploy-false, reason: ticket 42 }]\n");
    const project = readProjectFile();
    const network = "  privateNetworkId: { valueFrom: { name: shared } }\n";
    return synthesize([source("api.yaml", Buffer.from(`${MANIFEST}${network}`))], { output: "settings.out", project });
  }),
  call("synth: settings that are not valid", () => {
    writeFileSync("bad.yaml", SETTINGS);
    readProjectFile("bad.yaml");
  }),
  call("synth: a symbolic link as output", () => {
    mkdirSync("output/elsewhere", { recursive: true });
    symlinkSync("elsewhere", "output/stacks");
    synthesize([], { output: "output" });
  }),
  call("status: no stack", () => readDeployedStacks("cdktf.out")),
  call("status: an unknown stack", () => {
    mkdirSync("cdktf.out/stacks/shop", { recursive: true });
    return readDeployedStacks("cdktf.out", { names: ["shpo", "billing"] });
  }),
  call("review: no plan", () => reviewFiles([], {})),
  call("review: a plan that does not exist", () => reviewFiles(["missing.json"], {})),
  call("review: no lock", () => reviewFiles(["missing.json"], { lockFile: "missing.lock.json" })),
  call("review: a saved plan", () => {
    writeFileSync("saved", "PK\u0003\u0004");
    return reviewFiles(["saved"], {});
  }),
  call("review: stacks without a plan", () => {
    mkdirSync("cdktf.out/stacks/shop", { recursive: true });
    return reviewFiles([], { stacks: "cdktf.out" });
  }),
  call("review: two plans of a stack", () => {
    mkdirSync("two/stacks/shop", { recursive: true });
    for (const name of ["plan", "old"]) writeFileSync(`two/stacks/shop/${name}`, "PK\u0003\u0004");
    return reviewFiles([], { stacks: "two" });
  }),
  call("review: a plan that is not current", () => {
    mkdirSync("outdated/stacks/shop", { recursive: true });
    writeFileSync("outdated/stacks/shop/plan", "PK\u0003\u0004");
    writeFileSync("outdated/stacks/shop/cdk.tf.json", "{}");
    utimesSync("outdated/stacks/shop/plan", 0, 0);
    return reviewFiles([], { stacks: "outdated" });
  }),
  call("review: a plan in JSON that is not current", () => {
    writeFileSync("saved-shop", "PK\u0003\u0004");
    writeFileSync("saved-shop.json", "{}");
    utimesSync("saved-shop.json", 0, 0);
    return reviewFiles(["saved-shop.json"], {});
  }),
  call("review: a plan of a removed stack", () => {
    mkdirSync("removed/stacks/shop", { recursive: true });
    writeFileSync("removed/manifest.json", '{"stacks":{}}');
    writeFileSync("removed/stacks/shop/plan", "PK\u0003\u0004");
    return reviewFiles([], { stacks: "removed" });
  }),
  plan("review: a plan that is cut off", PLAN.slice(0, 40)),
  plan("review: a plan that is not JSON", "plan"),
  plan("review: JSON that is not a plan", "{}"),
  plan("review: a plan of a later format", PLAN.replace("1.2", "2.0")),
  plan("review: deeply nested JSON", `{"format_version":"1.2","x":${"[".repeat(1000)}`),
  configured("review: two documents", "limits: {}\n---\nlimits: {}\n"),
  configured(
    "review: values that are not valid",
    "limits: { memoryQuotaGb: -1 }\naccept: [{ risk: x, reason: x, expires: never }]\n",
  ),
  configured("review: unknown risks", "severities: { becomes-publik: low }\n"),
  configured("review: a module that fails", "rules: [broken.cjs]\n", 'throw new Error("no region");'),
  configured("review: a module without a rule", "rules: [rules.cjs]\n", "module.exports = { id: 1 };"),
  configured(
    "review: a rule that exists",
    "rules: [same-id.cjs]\n",
    `module.exports = ${RULE.replace("no-paris", "becomes-public")}, check: () => [] };`,
  ),
  call("review: a rule that fails", () =>
    PlanReview.fromPlans([{ stack: "shop", plan: PLAN }], {
      rules: [
        {
          ...{ id: "no-paris", severity: "high", finds: "Paris", why: "We left.", todo: "Move." },
          check: () => {
            throw new TypeError("no region");
          },
        },
      ],
    }),
  ),
];
