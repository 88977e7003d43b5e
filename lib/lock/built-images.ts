import { ValidationError } from "../base/errors";
import { isSameImage } from "../base/image-reference";
import { listed } from "../base/show";
import type { BuildTool } from "../facts/image-facts";
import { readLock } from "../images/lock-file";
import { readBuiltImages } from "./build-metadata";
import { lockedEntry, referenceIssues, withImages } from "./compare";
import type { ImageStatus, LockUpdate } from "./lock-update";

/**
 * Locks the digests that a build has pushed.
 * @param file the metadata file of the build
 * @param references the images to lock; by default those of the lock, or all of the build if the lock has none of them
 * @throws ValidationError if the file is missing or not metadata, or if a reference is not in it
 */
export function lockBuiltImages(
  tool: BuildTool,
  file: string | undefined,
  references: readonly string[],
  lockFile: string,
): LockUpdate {
  if (file === undefined) {
    const message = `needs the metadata file of ${tool}. Pass its path, for example metadata.json.`;
    throw new ValidationError("lock", [{ code: "missing", path: "--from", message }]);
  }
  const before = readLock(lockFile) ?? {};
  const built = readBuiltImages(tool, file);
  const builtReferences = built.map(({ reference }) => reference);
  const missing = references.filter((name) => !builtReferences.some((each) => isSameImage(name, each)));
  const issues = [
    ...referenceIssues(references),
    ...missing.map((path) => ({
      code: "unknown-image" as const,
      path,
      message: `is not in ${file}. It contains ${listed(builtReferences)}.`,
    })),
  ];
  if (issues.length > 0) throw new ValidationError("lock", issues);
  const images = built.flatMap(({ reference, ...now }) => {
    // The lock uses the names of the code: builds write the short names of Docker Hub in full.
    const candidates = references.length > 0 ? references : Object.keys(before);
    const names = candidates.filter((name) => isSameImage(name, reference));
    return (names.length > 0 || references.length > 0 ? names : [reference]).map((name) => ({ reference: name, now }));
  });
  const rolledBack = images.filter(({ reference }) => lockedEntry(before, reference)?.image !== undefined);
  return {
    lock: withImages(before, images, new Date()),
    images: images.map(({ reference, now }): ImageStatus => {
      const { digest, image } = lockedEntry(before, reference) ?? {};
      if (digest === undefined) return { reference, status: "new", digests: [now.digest] };
      const isSame = digest === now.digest && image === undefined;
      if (isSame) return { reference, status: "same", digests: [now.digest] };
      return { reference, status: "moved", digests: [digest, now.digest] };
    }),
    errors: [],
    warnings: rolledBack.map(({ reference }) => `${reference} was rolled back, and now rolls forward.`),
    notes: [],
  };
}
