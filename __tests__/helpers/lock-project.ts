import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UNLOCKED, formatLock, parseLock, type ImageLock } from "../../lib/images/lock-file";
import { RegistryServer } from "./registry-server";
import { runCli } from "./run-cli";

/** Where the tests run, but for those that use a lock project. */
export const home = process.cwd();
export let registry: RegistryServer;
export let folder: string;

/** Runs each test of a file in a new folder, with a new registry. */
export function useLockProject(): void {
  beforeEach(async () => {
    registry = await RegistryServer.start();
    folder = mkdtempSync(join(tmpdir(), "lock-"));
    process.chdir(folder);
    process.env["DOCKER_CONFIG"] = folder;
  });
  afterEach(async () => {
    process.chdir(home);
    delete process.env["DOCKER_CONFIG"];
    rmSync(folder, { recursive: true });
    await registry.close();
  });
}

export const LOCK = "images.lock.json";
export const lock = (...args: string[]) => runCli("lock", ...args);
export const read = () => parseLock(readFileSync(LOCK, "utf8"), LOCK);
export const write = (images: ImageLock) => {
  writeFileSync(LOCK, formatLock(images));
};
export const image = (name = "api:main") => `${registry.host}/shop/${name}`;
export const short = (digest: string) => `${digest.slice(0, 19)}…`;
export const push = (tag: string, architecture = "amd64") =>
  registry.putImage("shop/api", tag, { os: "linux", architecture });
/** The tag now is of another image. */
export const move = (tag: string) =>
  registry.putImage("shop/api", tag, { os: "linux", architecture: "amd64", moved: true });
/** The images that `lock` has printed: the status, the reference and the digests of each. */
export const statuses = (out: string) =>
  Array.from(out.matchAll(/^([a-z ]{11}) {2}(\S+) {2}(\S+(?: → \S+)?)/gm), ([, status = "", ...values]) => [
    status.trim(),
    ...values,
  ]);
export const time = () => expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string;
export const OLD = "2026-01-31T10:00:00Z";

/** A project whose program has containers of these images; it writes what CDKTF would. */
export function writeApp(...containers: readonly { image: string; memory?: number; digest?: string }[]): void {
  const entries = containers.map(({ image: name, memory = 256, digest = UNLOCKED }, index) => [
    `c${index}`,
    {
      "//": { metadata: { path: `shop/c${index}/Resource` } },
      image: name,
      memory_limit_bytes: memory * 1_000_000,
      ...(digest !== "" && { registry_sha256: digest }),
    },
  ]);
  const json = JSON.stringify({ resource: { scaleway_container: Object.fromEntries(entries) as object } });
  writeFileSync("shop.tf.json", json);
  // A shell starts in a tenth of the time of Node.
  const app =
    'echo "$CDKTF_CONTEXT_JSON"; mkdir -p "$CDKTF_OUTDIR/stacks/shop" && cp shop.tf.json "$CDKTF_OUTDIR/stacks/shop/cdk.tf.json"';
  writeFileSync("cdktf.json", JSON.stringify({ language: "typescript", app }));
}
