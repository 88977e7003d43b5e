import { existsSync } from "node:fs";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { digestPrefix, shortDigest } from "../base/image-reference";
import { lockCommandLine, readLock, type ImageLock, type LockedImageEntry } from "../images/lock-file";
import { RegistryClient, type ResolvedImage } from "../registry/registry-client";
import { imageWarnings } from "./advice";
import { checkImages, lockedEntry, referenceIssues, withImages, type CheckedImage } from "./compare";
import { isFormatted, type ImageStatus, type LockUpdate } from "./lock-update";
import { shortNameIssues } from "./locked-names";
import type { ProjectFile } from "../manifest/project-file";
import { imagesOfApp, imagesOfManifests, type ImageUse } from "./used-images";

export interface LockImagesOptions {
  /** Whether to report moved tags and missing images as errors. */
  readonly check?: boolean;
  /** Whether to replace digests that are locked already. */
  readonly update?: boolean;
  /** Whether to remove images that are not used. */
  readonly prune?: boolean;
  /** The command of the CDKTF program that uses the images. */
  readonly app?: string;
  /** The manifests that use the images. */
  readonly manifests?: readonly string[];
  /** The settings that apply to the manifests. */
  readonly project?: ProjectFile | undefined;
  readonly lockFile: string;
}

/**
 * Resolves images in their registries: those of the references, else those in use.
 * @param onProgress called with the number of images that are resolved, and of all
 * @throws ValidationError if a reference is invalid or the program cannot be found
 */
export async function lockImages(
  references: readonly string[],
  options: LockImagesOptions,
  onProgress: (done: number, total: number) => void,
): Promise<LockUpdate> {
  const { check = false, update = false, prune = false, lockFile } = options;
  const before = readLock(lockFile) ?? {};
  refuseInvalid(references, before, prune);
  const selected = await selectImages(references, Object.keys(before), options);
  const client = new RegistryClient();
  const results = await checkImages(
    check || update
      ? selected.references
      : selected.references.filter((reference) => lockedEntry(before, reference) === undefined),
    before,
    (each) => {
      onProgress(0, each.length);
      return client.resolveAll(each, (done) => {
        onProgress(done, each.length);
      });
    },
    update ? references : [],
  ).finally(() => client.close());
  const errors = results.flatMap((image) => lockIssues(image, check, lockFile));
  if (check && existsSync(lockFile) && !isFormatted(lockFile, before)) {
    const message = `was edited by hand or by a merge. Review it, and run ${lockCommandLine(lockFile)}.`;
    errors.push({ code: "lock-edited", file: lockFile, path: "", message });
  }
  // A placeholder that is not used holds no information.
  const isRemoved = (reference: string) => prune || lockedEntry(before, reference) === undefined;
  const removed = selected.unused.filter(isRemoved);
  const lock = Object.fromEntries(
    Object.entries(withImages(before, results.flatMap(resolved), new Date())).filter(
      ([reference]) => !removed.includes(reference),
    ),
  );
  return {
    lock,
    images: results.flatMap(statusOf),
    errors,
    warnings: imageWarnings(lock, selected.references, selected.uses),
    notes: [
      ...(await client.notes()),
      ...results.flatMap(({ reference, status }) =>
        status === "rolled back"
          ? `${reference} is rolled back. To roll forward, run ${lockCommandLine(lockFile, "--update", reference)}.`
          : [],
      ),
      ...selected.unused.map((reference) =>
        isRemoved(reference)
          ? `${reference} is not used and was removed.`
          : `${reference} is not used. Remove it with --prune.`,
      ),
    ],
  };
}

function refuseInvalid(references: readonly string[], lock: ImageLock, prune: boolean): void {
  const issues = [...referenceIssues(references), ...shortNameIssues(references, lock)];
  if (prune && references.length > 0) {
    const message = "needs the list of all images in use. Pass no image with it.";
    issues.push({ code: "option-conflict", path: "--prune", message });
  }
  if (issues.length > 0) throw new ValidationError("lock", issues);
}

/** The images to lock, and those of the lock that are not among them. */
interface Selection {
  readonly references: readonly string[];
  readonly uses: readonly ImageUse[];
  readonly unused: readonly string[];
}

/** Selects the references that were passed, else the images in use; without a program or manifests, the whole lock. */
async function selectImages(
  references: readonly string[],
  locked: readonly string[],
  options: LockImagesOptions,
): Promise<Selection> {
  const { app, manifests, project, check = false, update = false } = options;
  if (references.length > 0) return { references: [...new Set(references)], uses: [], unused: [] };
  const hasProgram = app !== undefined || manifests !== undefined || existsSync("cdktf.json");
  if (!hasProgram && (check || update) && locked.length > 0) return { references: locked, uses: [], unused: [] };
  const uses = [
    ...(manifests === undefined ? [] : await imagesOfManifests(manifests, project)),
    ...(manifests === undefined || app !== undefined ? await imagesOfApp(app) : []),
  ];
  const used = [...new Set(uses.map(({ reference }) => reference))].sort();
  return { references: used, uses, unused: locked.filter((reference) => !used.includes(reference)) };
}

/** The reason why the lock cannot be written, or is not up to date. */
export function lockIssues(image: CheckedImage, check: boolean, lockFile: string): ValidationIssue[] {
  const { reference: path } = image;
  switch (image.status) {
    case "failed":
      // The message names the image.
      return [{ code: "registry-failure", path: "", message: image.error.message }];
    case "lost": {
      const command = lockCommandLine(lockFile, "--rollback", path, digestPrefix(image.before.digest));
      const message = `the rollback image ${image.before.image} has moved: ${movement(image.before, image.now)}. Run ${command} to find another tag.`;
      return [{ code: "rollback-lost", path, message }];
    }
    case "new": {
      const message = `is not in ${lockFile}. Run ${lockCommandLine(lockFile, path)}.`;
      return check ? [{ code: "not-locked", path, message }] : [];
    }
    case "moved": {
      const command = lockCommandLine(lockFile, "--update", path);
      const message = `the tag has moved: ${movement(image.before, image.now)}. Run ${command} to update the lock file.`;
      return check ? [{ code: "tag-moved", path, message }] : [];
    }
    case "same":
    case "rolled back":
      return [];
  }
}

function movement(before: LockedImageEntry, now: ResolvedImage): string {
  const date = before.resolvedAt.slice(0, 10);
  return `locked ${shortDigest(before.digest)} (${date}), registry ${shortDigest(now.digest)}`;
}

/** The image with its new entry; a rolled back image keeps its entry. */
function resolved(image: CheckedImage) {
  return image.status === "failed" || image.status === "rolled back" ? [] : image;
}

function statusOf(image: CheckedImage): ImageStatus[] {
  if (image.status === "failed") return [];
  const { reference, status, now } = image;
  const digests = status === "moved" ? [image.before.digest, now.digest] : [now.digest];
  return [{ reference, status, digests, compressedSizeBytes: now.compressedSizeBytes }];
}
