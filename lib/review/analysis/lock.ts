import { DEFAULT_LOCK_FILE } from "../../facts/image-facts";
import { UNLOCKED, canBePulledFor, readLock } from "../../images/lock-file";
import { DIGEST, fullReference } from "../../base/image-reference";
import type { Secrets } from "../plan/secrets";

/** The images of a lock, as `readImageLock` returns them. */
export interface ReviewLock {
  /** The name of the lock in reports, such as `images.lock.json`. */
  readonly file: string;
  /** The digests by the references in the code. */
  readonly images: Readonly<
    Record<
      string,
      {
        /** The digest, `sha256:` and 64 hexadecimal digits. */
        readonly digest: string;
        /** The image to deploy in place of the reference, after a rollback. */
        readonly image?: string | undefined;
      }
    >
  >;
}

/** The entry of a lock for an image that is deployed. */
export interface LockedDigest {
  /** The name of the lock in reports. */
  readonly file: string;
  /** The reference in the code. */
  readonly reference: string;
  /** The image to pull. It differs from the reference after a rollback. */
  readonly image: string;
  /** The digest in the lock, `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  /** Whether the image can have the digest: it is in the repository of the reference, and has no other digest. */
  readonly isSound: boolean;
  /** Whether the container is deployed with this image and digest, and the entry is sound. */
  readonly isDeployed: boolean;
}

type LockedImage = Omit<LockedDigest, "isDeployed">;

/**
 * Reads the lock of `scw-containers lock`, for `PlanReview.fromPlans`.
 * @param file the path from the working directory; by default `images.lock.json`
 * @example
 * ```ts
 * PlanReview.fromPlans([{ plan: readFileSync("plan.json"), stack: "shop" }], { lock: readImageLock() });
 * ```
 * @returns the lock, or `undefined` if the file does not exist
 * @throws ValidationError if the file is not a valid lock
 */
export function readImageLock(file = DEFAULT_LOCK_FILE): ReviewLock | undefined {
  const images = readLock(file);
  return images && { file, images };
}

/** Masks a lock like a plan: equal texts stay equal, and the lock adds no secret to a report. */
export function maskLock({ file, images }: ReviewLock, secrets: Secrets): LockedImage[] {
  const mask = (text: string) => secrets.mask(text);
  return Object.entries(images).map(([reference, { digest, image = reference }]) => ({
    file: mask(file),
    reference: mask(reference),
    image: mask(image),
    digest: mask(digest),
    // A lock that was not read from a file has not been validated.
    isSound: canBePulledFor(reference, image, digest),
  }));
}

/** Finds entries of a lock by image. Thousands of containers may look into thousands of entries. */
export class LockIndex {
  /** The name of the lock; undefined if the lock has no entries. */
  public readonly file: string | undefined;
  readonly #entries = new Map<string, LockedImage>();
  readonly #deployable = new Map<string, LockedImage>();

  constructor(entries: readonly LockedImage[]) {
    this.file = entries[0]?.file;
    for (const entry of entries) {
      const [image, reference] = [fullReference(entry.image), fullReference(entry.reference)];
      for (const key of [image, reference]) setFirst(this.#entries, key, entry);
      // Two masked secrets look equal: only a digest is compared.
      const isDeployable = entry.isSound && IS_DIGEST.test(entry.digest) && entry.digest !== UNLOCKED;
      if (isDeployable) setFirst(this.#deployable, `${image} ${entry.digest}`, entry);
    }
  }

  /** The entry for an image; of several entries, the one with the digest. */
  public find(image: string, digest = ""): LockedDigest | undefined {
    const key = fullReference(image);
    const deployed = this.#deployable.get(`${key} ${digest}`);
    const entry = deployed ?? this.#entries.get(key);
    return entry && { ...entry, isDeployed: deployed !== undefined };
  }
}

function setFirst<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (!map.has(key)) map.set(key, value);
}

const IS_DIGEST = new RegExp(`^${DIGEST}$`);
