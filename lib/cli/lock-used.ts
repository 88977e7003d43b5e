import { existsSync } from "node:fs";
import { ValidationError, printable } from "../errors";
import { imageWarnings } from "../images/advice";
import { readBuiltImages } from "../images/build-metadata";
import { checkImages, lockedEntry, withImages, type CheckedImage } from "../images/lock-images";
import { parseImageName } from "../registry/image-name";
import { RegistryClient, type RegistryError, type ResolvedImage } from "../registry/registry-client";
import { imagesOfApp, imagesOfManifests, type ImageUse } from "../images/used-images";
import type { BuildTool } from "../limits";
import { formatLock, readLock, type ImageLock } from "../private/image-lock";
import { partsOf } from "../private/image-reference";
import { show } from "../private/show";
import { EXIT, count, replaceFile, styled, type Io } from "./io";
import type { LockOptions } from "./lock";

/** Asks registries for what is used, and writes what they say, or checks it. */
export async function lockUsed(given: readonly string[], options: LockOptions, io: Io): Promise<number> {
  const { check = false, update = false, prune = false, lockFile } = options;
  const tell = (color: "red" | "yellow" | "cyan", word: string, text: string) => {
    const isError = color === "red";
    (isError ? io.tell : io.out)(`${styled(io.colors[isError ? "tell" : "out"], color, word)}: ${printable(text)}\n`);
  };
  refuse(given.flatMap((reference) => referenceProblem(reference)));
  if (prune && (check || given.length > 0))
    refuse(["--prune goes by all that is used; name no image, and no --check, with it"]);
  const before = readLock(lockFile) ?? {};
  const known = Object.keys(before);
  const { references, uses, unused } = await imagesIn(given, known, options);
  const asked = check || update ? references : references.filter((each) => lockedEntry(before, each) === undefined);
  const checked = await checkImages(asked, before, (each) => resolveAll(each, io), update ? given : []);
  const problems = checked.flatMap((image) => problemOf(image, options));
  for (const problem of problems) tell("red", "error", problem);
  if (problems.length > 0) {
    io.tell(`${count(problems.length, "problem")}; ${check ? `${lockFile} is not current` : "nothing was written"}.\n`);
    return EXIT.failure;
  }
  const images = checked.filter((image) => image.status !== "failed");
  for (const image of images) io.out(`${printable(lineOf(image))}\n`);
  const forward = images.filter(({ status }) => status !== "rolled back");
  // A placeholder that nothing uses says nothing.
  const removed = unused.filter((reference) => prune || lockedEntry(before, reference) === undefined);
  const after = Object.fromEntries(
    Object.entries(withImages(before, forward, new Date())).filter(([reference]) => !removed.includes(reference)),
  );
  for (const warning of imageWarnings(after, references, uses)) tell("yellow", "warning", warning);
  for (const reference of unused) {
    const remedy = removed.includes(reference) ? ", and taken out" : "; take it out with --prune";
    tell("cyan", "note", `${reference} is not used${remedy}`);
  }
  if (!check) return writeLock(lockFile, before, after, io);
  io.out(`${lockFile} is current: ${count(references.length, "image")}.\n`);
  return EXIT.ok;
}

/** Takes the digests that a build wrote down. */
export function lockBuilt(tool: BuildTool, [file, ...wanted]: readonly string[], lockFile: string, io: Io): number {
  if (file === undefined) refuse([`--from ${tool} needs the file that it wrote, as metadata.json`]);
  refuse(wanted.flatMap((reference) => referenceProblem(reference)));
  const before = readLock(lockFile) ?? {};
  const built = readBuiltImages(tool, file ?? "");
  const missing = wanted.filter((reference) => !built.some((image) => isSameImage(reference, image.reference)));
  const has = built.map(({ reference }) => reference).join(" and ");
  refuse(missing.map((reference) => `${show(reference)} is not in ${file}, which has ${has}`));
  const images = built.flatMap(({ reference, ...now }) => {
    // Under the name that the code has: builds write Docker Hub's short names in full.
    const names = (wanted.length > 0 ? wanted : Object.keys(before)).filter((name) => isSameImage(name, reference));
    return (names.length > 0 || wanted.length > 0 ? names : [reference]).map((name) => ({ reference: name, now }));
  });
  return writeLock(lockFile, before, withImages(before, images, new Date()), io);
}

export function writeLock(lockFile: string, before: ImageLock, after: ImageLock, io: Io): number {
  const [old, text] = [formatLock(before), formatLock(after)];
  const images = count(Object.keys(after).length, "image");
  if (old === text && existsSync(lockFile)) {
    io.out(`${lockFile} stays as it is: ${images}.\n`);
    return EXIT.ok;
  }
  replaceFile(lockFile, text);
  io.out(`Wrote ${lockFile}: ${images}.\n`);
  return EXIT.ok;
}

/** Those that are named, else those that are used; where nothing tells what is, all of the lock. */
async function imagesIn(given: readonly string[], known: readonly string[], options: LockOptions) {
  const { app, manifests, check = false, update = false } = options;
  const isUnknown = app === undefined && manifests === undefined && !existsSync("cdktf.json");
  if (given.length > 0 || (isUnknown && (check || update) && known.length > 0)) {
    return { references: given.length > 0 ? [...new Set(given)] : known, uses: [], unused: [] };
  }
  const uses: ImageUse[] = [
    ...(manifests === undefined ? [] : await imagesOfManifests(manifests)),
    ...(manifests === undefined || app !== undefined ? await imagesOfApp(app) : []),
  ];
  const references = [...new Set(uses.map(({ reference }) => reference))].sort();
  return { references, uses, unused: known.filter((reference) => !references.includes(reference)) };
}

function isSameImage(one: string, other: string): boolean {
  const [a, b] = [parseImageName(one), parseImageName(other)];
  return a.registry === b.registry && a.repository === b.repository && a.tag === b.tag;
}

function referenceProblem(reference: string): string[] {
  const { name, digest } = partsOf(reference);
  if (name === undefined) return [`${show(reference)} is no image reference; write registry/name:tag`];
  return digest === undefined ? [] : [`${show(reference)} has a digest, and needs no lock; leave it out`];
}

function refuse(messages: readonly string[]): void {
  if (messages.length > 0) {
    throw new ValidationError(
      "lock",
      messages.map((message) => ({ path: "", message })),
    );
  }
}

async function resolveAll(references: readonly string[], io: Io): Promise<(ResolvedImage | RegistryError)[]> {
  const client = new RegistryClient();
  try {
    const of = count(references.length, "image");
    return await client.resolveAll(references, (done) => io.progress?.(`Asked for ${done} of ${of}`));
  } finally {
    io.progress?.("");
    await client.close();
  }
}

/** What keeps the lock from being written, or from being current. */
function problemOf(image: CheckedImage, { check = false, lockFile }: LockOptions): string[] {
  const { reference } = image;
  if (image.status === "failed") return [image.error.message];
  if (!check) return [];
  if (image.status === "new") return [`${reference} is not in ${lockFile}; run npx scw-containers lock ${reference}`];
  if (image.status !== "moved") return [];
  const { before, now } = image;
  return [
    `${reference} has moved: ${shortDigest(before.digest)} is locked, of ${before.resolvedAt.slice(0, 10)}, and the registry has ${shortDigest(now.digest)}; take it with npx scw-containers lock --update ${reference}`,
  ];
}

function lineOf(image: Exclude<CheckedImage, { readonly status: "failed" }>): string {
  const { reference, status, now } = image;
  const size = `${Math.ceil(now.compressedSizeBytes / 1_000_000)} MB`;
  if (status === "rolled back") {
    return `rolled back  ${reference}  ${shortDigest(now.digest)}  ${size}; forward again with npx scw-containers lock --update ${reference}`;
  }
  const digests = status === "moved" ? [image.before.digest, now.digest] : [now.digest];
  return `${status.padEnd(11)}  ${reference}  ${digests.map(shortDigest).join(" → ")}  ${size}`;
}

/** As much of a digest as a person compares. */
export function shortDigest(digest: string): string {
  return digest.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/, "$1…");
}
