import { DEFAULT_LOCK_FILE } from "../../facts/limits";
import { UNLOCKED, mayStandFor, readLock } from "../../images/lock-file";
import { DIGEST, isSameImage } from "../../base/image-reference";
import type { Secrets } from "../plan/secrets";

/** The images of a lock, and how reports name it. */
export interface ReviewLock {
  /** As `images.lock.json`. */
  readonly file: string;
  /** By the references of the code, each with its digest. Whether that was reviewed, a lock cannot know. */
  readonly images: Readonly<Record<string, { readonly digest: string; readonly image?: string | undefined }>>;
}

/** What a lock says of an image that is deployed. */
export interface LockedDigest {
  /** The lock, as reports name it. */
  readonly file: string;
  /** As in the code. */
  readonly reference: string;
  /** What is to be pulled: another one than the reference after a rollback. */
  readonly image: string;
  readonly digest: string;
  /** Whether that image can have the digest: it is of the reference's repository, and names no other digest. */
  readonly isSound: boolean;
  /** Whether just that is deployed, and sound. */
  readonly isDeployed: boolean;
}

export type LockedImage = Omit<LockedDigest, "isDeployed">;

/**
 * The lock that `scw-containers lock` writes, for `PlanReview.of`; none where there is no such file.
 * @param file from the folder that the program runs in; images.lock.json when it is left out
 * @throws ValidationError when it is no lock
 */
export function readImageLock(file = DEFAULT_LOCK_FILE): ReviewLock | undefined {
  const images = readLock(file);
  return images && { file, images };
}

/** Masked as a plan is: what is the same in both stays the same, and no secret comes into a report by the lock. */
export function maskLock({ file, images }: ReviewLock, secrets: Secrets): LockedImage[] {
  const mask = (text: string) => secrets.mask(text);
  return Object.entries(images).map(([reference, { digest, image = reference }]) => ({
    file: mask(file),
    reference: mask(reference),
    image: mask(image),
    digest: mask(digest),
    // A lock that did not come from a file was not checked by anything before.
    isSound: mayStandFor(reference, image, digest),
  }));
}

/** What a lock says of an image: of several entries for it the one that the digest is of. */
export function lockedAs(lock: readonly LockedImage[], image: string, digest: string | undefined) {
  const found = lock
    .filter((entry) => isSameImage(entry.image, image) || isSameImage(entry.reference, image))
    .map((entry): LockedDigest => {
      // Two secrets look the same when they are masked.
      const isSame = entry.digest === digest && IS_DIGEST.test(digest) && digest !== UNLOCKED;
      return { ...entry, isDeployed: isSame && entry.isSound && isSameImage(entry.image, image) };
    });
  return found.find(({ isDeployed }) => isDeployed) ?? found[0];
}

const IS_DIGEST = new RegExp(`^${DIGEST}$`);
