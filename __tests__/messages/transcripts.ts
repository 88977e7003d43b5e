import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UNLOCKED, formatLock, type ImageLock } from "../../lib/images/lock-file";
import { commitVersions } from "../helpers/git-history";
import { LOCK, OLD, writeApp } from "../helpers/lock-project";
import { container, image as imageFrom, yamlOf } from "../helpers/manifests";
import { container as changedContainer, planJson } from "../helpers/plan-json";
import { RegistryServer } from "../helpers/registry-server";
import { runCli } from "../helpers/run-cli";

/** A command, and what is there before it runs. */
interface Transcript {
  readonly args: readonly string[];
  readonly prepare?: (registry: RegistryServer) => unknown;
}

/** Stands for the host of the registry, which has another port each time. */
const HOST = "registry.test";
const IMAGE = `${HOST}/shop/api:main`;
const FIXED = "ghcr.io/shop/api:v1";
const digestOf = (digit: string) => `sha256:${digit.repeat(64)}`;
const entryOf = (digest: string) => ({ digest, resolvedAt: OLD });
const lockOf = (images: ImageLock) => {
  writeFileSync(LOCK, formatLock(images));
};
const push = (registry: RegistryServer, tag: string, platform?: object) =>
  entryOf(registry.putImage("shop/api", tag, platform).digest);
/** Moves the tag main; returns the entries before and after. */
const move = (registry: RegistryServer) =>
  [push(registry, "main"), push(registry, "main", { os: "linux", architecture: "amd64", moved: true })] as const;
const commit = (...locks: readonly ImageLock[]) =>
  commitVersions(LOCK, ...locks.map((lock, index) => ({ subject: `Release ${index + 1}`, text: formatLock(lock) })));
const nameIn = (registry: RegistryServer, name: string) => name.replace(HOST, registry.host);

const MANIFEST = yamlOf(
  container(
    {
      ...imageFrom({ name: "images" }),
      ...{ region: "nl-ams", privacy: "privacy_public", memoryLimitMb: 512, minScale: 1, maxScale: 3 },
      cronTriggers: [{ name: "nightly", schedule: "0 2 * * *" }],
      scalingOption: { concurrentRequestsThreshold: 5, cpuUsageThreshold: 50 },
      env: { secrets: [{ name: "KEY", value: "sk-abc123secret" }] },
    },
    { name: "order-api-with-a-long-name" },
  ),
);

const PLAN = planJson([
  changedContainer(
    { privacy: "private", secret_environment_variables: { KEY: "sk-old123secret" } },
    { privacy: "public", secret_environment_variables: { KEY: "sk-new456secret" } },
  ),
]);
const writePlan = () => {
  writeFileSync("plan.json", PLAN);
};
/** A saved plan, and a Terraform that runs a script; nothing else is in PATH. */
const installTerraform = (script?: string) => () => {
  mkdirSync("cdktf.out/stacks/shop", { recursive: true });
  writeFileSync("cdktf.out/stacks/shop/plan", "PK\u0003\u0004");
  mkdirSync("bin");
  if (script !== undefined) writeFileSync("bin/terraform", `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  process.env["PATH"] = join(process.cwd(), "bin");
};

const TRANSCRIPTS: readonly Transcript[] = [
  { args: ["snth"] },
  { args: ["lock", "--check", "--update"] },
  { args: ["review", "--max-bytes", "499"] },
  { args: ["lock", IMAGE], prepare: (registry) => push(registry, "main") },
  {
    args: ["lock", IMAGE],
    prepare: (registry) => {
      lockOf({ [nameIn(registry, IMAGE)]: push(registry, "main") });
    },
  },
  {
    args: ["lock"],
    prepare: (registry) => {
      const config = registry.putBlob('{"os":"linux","architecture":"amd64"}');
      const layers = [{ mediaType: "x", digest: config.digest, size: 512_000_000 - config.size }];
      const type = "application/vnd.oci.image.manifest.v1+json";
      registry.putManifest("shop/api", "main", { schemaVersion: 2, config, layers }, type);
      lockOf({ "ghcr.io/shop/old:v1": entryOf(digestOf("b")), "ghcr.io/shop/new:v1": entryOf(UNLOCKED) });
      writeApp({ image: nameIn(registry, IMAGE), memory: 1023, digest: "" });
    },
  },
  {
    args: ["lock", "--prune"],
    prepare: (registry) => {
      lockOf({ "ghcr.io/shop/old:v1": entryOf(digestOf("b")), [nameIn(registry, IMAGE)]: push(registry, "main") });
      writeApp({ image: nameIn(registry, IMAGE) });
    },
  },
  {
    args: ["lock", "--update"],
    prepare: (registry) => {
      lockOf({
        [nameIn(registry, IMAGE)]: move(registry)[0],
        [nameIn(registry, `${HOST}/shop/api:v1`)]: push(registry, "v1"),
      });
    },
  },
  {
    args: ["lock", "--check"],
    prepare: (registry) => {
      lockOf({ [nameIn(registry, IMAGE)]: move(registry)[0] });
    },
  },
  {
    args: ["lock", "--check"],
    prepare: (registry) => {
      const image = nameIn(registry, `${HOST}/shop/api:v0`);
      lockOf({ [nameIn(registry, IMAGE)]: { ...push(registry, "v0"), image } });
    },
  },
  {
    args: ["lock", "--manifests", "api.yaml", "--check"],
    prepare: () => {
      writeFileSync("api.yaml", yamlOf(container({ registrySha256: "7" })));
    },
  },
  {
    args: ["lock", "--rollback", "api"],
    prepare: (registry) => {
      commit(...move(registry).map((entry) => ({ [nameIn(registry, IMAGE)]: entry })));
    },
  },
  {
    args: ["lock", "--rollback", "api"],
    prepare: (registry) => {
      const [first, second] = move(registry);
      registry.retag("shop/api", first.digest, "v0");
      commit(...[first, second].map((entry) => ({ [nameIn(registry, IMAGE)]: entry })));
    },
  },
  {
    args: ["lock", "--history", "api"],
    prepare: () => {
      commit({ [FIXED]: entryOf(digestOf("a")) }, { [FIXED]: entryOf(digestOf("b")) });
      lockOf({ [FIXED]: { ...entryOf(digestOf("a")), image: "ghcr.io/shop/api:v0" } });
    },
  },
  {
    args: ["lock", "--from", "skaffold", "metadata.json"],
    prepare: () => {
      lockOf({ [FIXED]: { ...entryOf(digestOf("a")), image: "ghcr.io/shop/api:v0" } });
      writeFileSync("metadata.json", JSON.stringify({ builds: [{ tag: `${FIXED}@${digestOf("b")}` }] }));
    },
  },
  { args: ["lock", "--app", "echo to out; echo to err >&2; exit 3"] },
  { args: ["lock", "--app", "true"] },
  {
    args: ["synth", "api.yaml"],
    prepare: () => {
      writeFileSync("api.yaml", MANIFEST);
    },
  },
  {
    args: ["synth", "api.yaml", "--strict"],
    prepare: () => {
      writeFileSync("api.yaml", MANIFEST);
    },
  },
  {
    args: ["synth", "api.yaml"],
    prepare: async () => {
      writeFileSync("api.yaml", yamlOf(container(), container({}, { name: "gone" }), container({}, { name: "old" })));
      await runCli("synth", "api.yaml");
      writeFileSync("api.yaml", yamlOf(container()));
    },
  },
  { args: ["review", "plan.json", "--out", "review.md", "--fail-on", "high"], prepare: writePlan },
  { args: ["review", "plan.json", "--out", "review.md", "--title", "sk-new456secret"], prepare: writePlan },
  { args: ["review", "--stacks"], prepare: installTerraform() },
  { args: ["review", "--stacks"], prepare: installTerraform('echo "Error: no provider" >&2; exit 1') },
  { args: ["review", "--stacks"], prepare: installTerraform("exit 3") },
  { args: ["review", "--stacks"], prepare: installTerraform("kill -9 $$") },
];

/** What each command prints, and its exit code if it is not 0. Each runs in an empty folder. */
export async function collectTranscripts(): Promise<string[]> {
  const transcripts: string[] = [];
  for (const transcript of TRANSCRIPTS) transcripts.push(await textOf(transcript));
  return transcripts;
}

async function textOf({ args, prepare }: Transcript): Promise<string> {
  const home = process.cwd();
  const environment = { ...process.env };
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "transcript-")));
  const registry = await RegistryServer.start();
  process.chdir(folder);
  process.env["DOCKER_CONFIG"] = folder;
  try {
    await prepare?.(registry);
    const { code, out, err } = await runCli(...args.map((arg) => nameIn(registry, arg)));
    const printed = `${out}${err}${code === 0 ? "" : `(exit code ${code})\n`}`.replaceAll(registry.host, HOST);
    return `$ scw-containers ${args.join(" ")}\n${printed}`;
  } finally {
    process.chdir(home);
    process.env = environment;
    rmSync(folder, { recursive: true, force: true });
    await registry.close();
  }
}
