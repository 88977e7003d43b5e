import { existsSync } from "node:fs";
import { ValidationError } from "../base/errors";
import { imageWarnings } from "./advice";
import { checkImages, lockedEntry, referenceIssues, withImages, type CheckedImage } from "./compare";
import { imagesOfApp, imagesOfManifests, type ImageUse } from "./used-images";
import { lockCommandLine, readLock, type ImageLock } from "../images/lock-file";
import { RegistryClient, type RegistryError, type ResolvedImage } from "../registry/registry-client";
import { EXIT, count, tellLine, type Io } from "../cli/io";
import type { LockOptions } from "../cli/commands/lock";
import { isAsWritten, digestStart, shortDigest, writeLine, writeLock } from "../cli/commands/lock-output";

/** Asks registries for what is used, and writes what they say, or checks it. */
export async function lockUsed(given: readonly string[], options: LockOptions, io: Io): Promise<number> {
  const { check = false, update = false, lockFile } = options;
  const issues = referenceIssues(given);
  if (options.prune === true && (check || given.length > 0)) {
    issues.push({ path: "--prune", message: "goes by all that is used; name no image, and no --check, with it" });
  }
  if (issues.length > 0) throw new ValidationError("lock", issues);
  const before = readLock(lockFile) ?? {};
  const { references, uses, unused } = await imagesIn(given, Object.keys(before), options);
  const asked = check || update ? references : references.filter((each) => lockedEntry(before, each) === undefined);
  const checked = await checkImages(asked, before, (each) => resolveAll(each, io), update ? given : []);
  const problems = checked.flatMap((image) => problemOf(image, options));
  if (check && existsSync(lockFile) && !isAsWritten(lockFile, before)) {
    problems.push(`${lockFile} was changed by hand or by a merge; look at it, and run ${lockCommandLine(lockFile)}`);
  }
  for (const problem of problems) tellLine("error", problem, io);
  if (problems.length > 0) {
    io.tell(`${count(problems.length, "problem")}; ${check ? `${lockFile} is not current` : "nothing was written"}.\n`);
    return EXIT.failure;
  }
  // A placeholder that nothing uses says nothing.
  const removed = unused.filter((reference) => options.prune === true || lockedEntry(before, reference) === undefined);
  const after = without(withImages(before, checked.flatMap(answered), new Date()), removed);
  for (const image of checked) writeChecked(image, lockFile, io);
  for (const warning of imageWarnings(after, references, uses)) tellLine("warning", warning, io);
  for (const reference of unused) {
    const remedy = removed.includes(reference) ? ", and taken out" : "; take it out with --prune";
    tellLine("note", `${reference} is not used${remedy}`, io);
  }
  if (!check) return writeLock(lockFile, after, io);
  io.out(
    references.length === 0
      ? `Nothing here takes a digest from ${lockFile}.\n`
      : `${lockFile} is current: ${count(references.length, "image")}.\n`,
  );
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
  switch (image.status) {
    case "failed":
      return [image.error.message];
    case "lost": {
      const [locked, now] = [image.before, image.now].map(({ digest }) => shortDigest(digest));
      const again = lockCommandLine(lockFile, "--rollback", reference, digestStart(image.before.digest));
      return [
        `${reference} is rolled back to ${image.before.image}, which was ${locked} and is ${now} now; look for another tag with ${again}`,
      ];
    }
    case "new":
      return check ? [`${reference} is not in ${lockFile}; run ${lockCommandLine(lockFile, reference)}`] : [];
    case "moved": {
      const { digest, resolvedAt } = image.before;
      const locked = `${shortDigest(digest)} is locked, of ${resolvedAt.slice(0, 10)}`;
      const remedy = `take it with ${lockCommandLine(lockFile, "--update", reference)}`;
      return check
        ? [`${reference} has moved: ${locked}, and the registry has ${shortDigest(image.now.digest)}; ${remedy}`]
        : [];
    }
    case "same":
    case "rolled back":
      return [];
  }
}

/** What goes into the lock: what is rolled back stays as it is. */
function answered(image: CheckedImage) {
  return "now" in image && image.status !== "rolled back" ? image : [];
}

function without(lock: ImageLock, removed: readonly string[]): ImageLock {
  return Object.fromEntries(Object.entries(lock).filter(([reference]) => !removed.includes(reference)));
}

function writeChecked(image: CheckedImage, lockFile: string, io: Io): void {
  if (image.status === "failed") return;
  const { reference, status, now } = image;
  const digests = status === "moved" ? [image.before.digest, now.digest] : [now.digest];
  writeLine({ reference, status, digests, sizeBytes: now.compressedSizeBytes }, io);
  if (status === "rolled back") {
    tellLine("note", `${reference} goes forward again with ${lockCommandLine(lockFile, "--update", reference)}`, io);
  }
}
