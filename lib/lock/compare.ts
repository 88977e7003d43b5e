import type { ValidationIssue } from "../base/errors";
import { UNLOCKED, entryIn, type ImageLock, type LockedImageEntry } from "../images/lock-file";
import { partsOf } from "../base/image-reference";
import { show } from "../base/show";
import type { BuiltImage } from "./build-metadata";
import type { RegistryError, ResolvedImage } from "../registry/registry-client";

/** An image of the lock, or to be locked, compared with its registry. */
export type CheckedImage = { readonly reference: string } & (
  | { readonly status: "new"; readonly now: ResolvedImage }
  | {
      readonly status: "same" | "moved" | "rolled back" | "lost";
      readonly before: LockedImageEntry;
      readonly now: ResolvedImage;
    }
  | { readonly status: "failed"; readonly error: RegistryError }
);

/** The issues of references that cannot be locked. */
export function referenceIssues(references: readonly string[]): ValidationIssue[] {
  return references.flatMap((reference): ValidationIssue[] => {
    const { name, digest } = partsOf(reference);
    if (name === undefined) {
      const message = `${show(reference)} is not a valid image reference. Pass one such as registry/name:tag.`;
      return [{ code: "invalid-image-reference", path: "", message }];
    }
    if (digest === undefined) return [];
    const message = `${show(reference)} has a digest and needs no lock. Remove the argument.`;
    return [{ code: "digest-in-reference", path: "", message }];
  });
}

/** Resolves references in their registries, in the same order. */
export type Resolve = (references: readonly string[]) => Promise<readonly (ResolvedImage | RegistryError)[]>;

/** The entry of an image, unless it is a placeholder for a digest that is not resolved yet. */
export function lockedEntry(lock: ImageLock, reference: string): LockedImageEntry | undefined {
  const entry = entryIn(lock, reference);
  return entry?.digest === UNLOCKED ? undefined : entry;
}

/**
 * Compares the lock with registries. A rolled back image is lost if the image that is pulled instead has another digest.
 * @param forward rolled back images to compare by their own tag, because they roll forward
 */
export async function checkImages(
  references: readonly string[],
  lock: ImageLock,
  resolve: Resolve,
  forward: readonly string[] = [],
): Promise<CheckedImage[]> {
  const images = references.map((reference) => {
    const before = lockedEntry(lock, reference);
    return { reference, before, isRolledBack: before?.image !== undefined && !forward.includes(reference) };
  });
  const answers = await resolve(
    images.map(({ reference, before, isRolledBack }) => (isRolledBack ? before?.image : undefined) ?? reference),
  );
  return images.flatMap(({ reference, before, isRolledBack }, index): CheckedImage[] => {
    const now = answers[index];
    if (now === undefined) return [];
    if (now instanceof Error) return [{ reference, status: "failed", error: now }];
    if (before === undefined) return [{ reference, status: "new", now }];
    const isSame = before.digest === now.digest;
    if (isRolledBack) return [{ reference, status: isSame ? "rolled back" : "lost", before, now }];
    return [{ reference, status: isSame && before.image === undefined ? "same" : "moved", before, now }];
  });
}

/** The lock with the images that registries or builds reported. An entry with the same digest keeps its time. */
export function withImages(
  lock: ImageLock,
  images: readonly { readonly reference: string; readonly now: ResolvedImage | Omit<BuiltImage, "reference"> }[],
  time: Date,
): ImageLock {
  const resolvedAt = time.toISOString().replace(/\.\d+/, "");
  const entries = images.map(({ reference, now }): [string, LockedImageEntry] => {
    const before = lockedEntry(lock, reference);
    const isSame = before?.digest === now.digest && before.image === undefined;
    return [reference, isSame ? { ...before, ...now } : { ...now, resolvedAt }];
  });
  return { ...lock, ...Object.fromEntries(entries) };
}
