import type { ValidationIssue } from "../base/errors";
import { UNLOCKED, entryIn, type ImageLock, type LockedImageEntry } from "../images/lock-file";
import { partsOf } from "../base/image-reference";
import { show } from "../base/show";
import type { BuiltImage } from "./build-metadata";
import type { RegistryError, ResolvedImage } from "../registry/registry-client";

/** What the registry says of an image that the lock has, or shall have. */
export type CheckedImage = { readonly reference: string } & (
  | { readonly status: "new"; readonly now: ResolvedImage }
  | {
      readonly status: "same" | "moved" | "rolled back" | "lost";
      readonly before: LockedImageEntry;
      readonly now: ResolvedImage;
    }
  | { readonly status: "failed"; readonly error: RegistryError }
);

/** What keeps references from being locked. */
export function referenceIssues(references: readonly string[]): ValidationIssue[] {
  return references.flatMap((reference) => {
    const { name, digest } = partsOf(reference);
    const message =
      name === undefined
        ? `${show(reference)} is no image reference; write registry/name:tag`
        : `${show(reference)} has a digest, and needs no lock; leave it out`;
    return name === undefined || digest !== undefined ? { path: "", message } : [];
  });
}

/** Asks registries; the answers in the order of the references. */
export type Resolve = (references: readonly string[]) => Promise<readonly (ResolvedImage | RegistryError)[]>;

/** What the lock has of an image, when that is no placeholder for what was not resolved yet. */
export function lockedEntry(lock: ImageLock, reference: string): LockedImageEntry | undefined {
  const entry = entryIn(lock, reference);
  return entry?.digest === UNLOCKED ? undefined : entry;
}

/**
 * Compares the lock with registries. Of an image that was rolled back, what is pulled instead has to have the digest: else it is lost.
 * @param forward those of which the tag counts even so
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

/** The lock with what registries or builds said. The time of an entry stays as long as its digest. */
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
