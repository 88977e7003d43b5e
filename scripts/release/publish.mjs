// Packs the three packages once, and publishes exactly these files. A repetition skips what is published.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CDKTN_FOLDER, readJson } from "./packages.mjs";
import { ReleaseError, throwIfAny } from "./release-error.mjs";
import { isAfter, isPreRelease } from "./version.mjs";

/** The package that others install by name comes first. */
const FOLDERS = ["packages/local-scaleway", ".", CDKTN_FOLDER];
const LIST = "packages.json";
/** The first version of npm with trusted publishing. */
const MIN_NPM = "11.5.1";
const shell = process.platform === "win32";

/** Packs all packages, and writes their names, versions and hashes to a list. */
export function pack(folder) {
  mkdirSync(folder, { recursive: true });
  // Absolute paths: a relative one without a dot would be the name of a package.
  const sources = FOLDERS.map((source) => resolve(source));
  const output = npm(["pack", ...sources, "--ignore-scripts", "--json", "--pack-destination", folder]);
  const packed = JSON.parse(output).map(({ name, version, filename, integrity }) => ({
    name,
    version,
    filename,
    integrity,
  }));
  writeFileSync(join(folder, LIST), `${JSON.stringify(packed, null, 2)}\n`);
  return packed;
}

/**
 * Publishes the packages of a folder that are not published yet.
 * @throws ReleaseError if a file has changed, or another file is published under its version; nothing is published then
 */
export function publish(folder, { env = process.env, report = console.log } = {}) {
  const packed = readJson(join(folder, LIST));
  if (env.ACTIONS_ID_TOKEN_REQUEST_URL !== undefined) requireTrustedPublishing();
  const packages = packed.map((each) => ({ ...each, published: publishedIntegrity(each) }));
  throwIfAny(packages.flatMap((each) => fileProblems(folder, each)));
  for (const { name, version, filename, published } of packages) {
    if (published !== undefined) {
      report(`${name}@${version} is already published with the same content.`);
      continue;
    }
    const tag = isPreRelease(version) ? "next" : "latest";
    npm(["publish", resolve(folder, filename), "--access", "public", "--tag", tag, "--ignore-scripts"]);
    report(`Published ${name}@${version} with the tag ${tag}.`);
  }
}

function requireTrustedPublishing() {
  const version = npm(["--version"]).trim();
  if (isAfter(MIN_NPM, version)) {
    throw new ReleaseError([`npm ${version} has no trusted publishing. Use npm ${MIN_NPM} or later.`]);
  }
}

function fileProblems(folder, { name, version, filename, integrity, published }) {
  const hash = createHash("sha512")
    .update(readFileSync(join(folder, filename)))
    .digest("base64");
  if (integrity !== `sha512-${hash}`) return [`${filename}: has changed since it was packed.`];
  if (published === undefined || published === integrity) return [];
  return [`${name}@${version} is published with other content. Release a new version.`];
}

/** The hash of the published file; undefined if the version is not published. */
function publishedIntegrity({ name, version }) {
  const { status, stdout } = runNpm(["view", `${name}@${version}`, "dist.integrity", "--json"]);
  if (status === 0) return stdout.trim() === "" ? undefined : JSON.parse(stdout);
  const { error } = JSON.parse(stdout || "{}");
  if (error?.code === "E404") return undefined;
  throw new ReleaseError([`npm view ${name}@${version} failed: ${error?.summary ?? "no answer"}`]);
}

function npm(args) {
  const { status, stdout, stderr } = runNpm(args);
  if (status !== 0) throw new ReleaseError([`npm ${args[0]} failed: ${stderr.trim()}`]);
  return stdout;
}

function runNpm(args) {
  return spawnSync("npm", args, { encoding: "utf8", shell, maxBuffer: Infinity });
}
