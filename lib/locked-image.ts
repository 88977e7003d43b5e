import type { BoundImage, ContainerImage } from "./container-image";
import { ValidationError } from "./errors";
import { literalText } from "./private/fields";
import { DEFAULT_LOCK_FILE } from "./limits";
import { LOCKING, UNLOCKED, entryIn, readLock, type ImageLock } from "./private/image-lock";
import { partsOf } from "./private/image-reference";
import { check, propsSchema } from "./private/validate";

export interface FromLockOptions {
  /**
   * Where the lock is, from the folder that the program runs in.
   * @default "images.lock.json"
   */
  readonly lockFile?: string;
}

export class LockedImage implements ContainerImage {
  readonly #bound: BoundImage;

  constructor(reference: string, options: FromLockOptions) {
    check(WHERE, schema, options);
    const { lockFile = DEFAULT_LOCK_FILE } = options;
    const { digest } = partsOf(reference);
    if (digest !== undefined) throw refusal(`has a digest already, and needs no lock; use ContainerImage.fromRegistry`);
    const bound = lockedIn(lockFile, reference);
    if (bound === undefined) throw refusal(missing(reference, lockFile, readLock(lockFile)));
    this.#bound = bound;
  }

  public bind(): BoundImage {
    return this.#bound;
  }
}

/** What the lock says of an image; while images are locked, what stands for it. */
export function lockedIn(lockFile: string, reference: string): BoundImage | undefined {
  if (process.env[LOCKING] !== undefined) return { image: reference, registrySha256: UNLOCKED };
  const entry = entryIn(readLock(lockFile) ?? {}, reference);
  return entry && { image: entry.image ?? reference, registrySha256: entry.digest };
}

const WHERE = "ContainerImage.fromLock";

const schema = propsSchema<FromLockOptions>()({ lockFile: literalText({ minLength: 1, maxLength: 4096 }).optional() });

function refusal(message: string): ValidationError {
  return new ValidationError(WHERE, [{ path: "reference", message }]);
}

function missing(reference: string, lockFile: string, lock: ImageLock | undefined): string {
  const remedy = `run npx scw-containers lock, and commit ${lockFile}`;
  if (lock === undefined) return `there is no ${lockFile} for ${reference}; ${remedy}`;
  const { name } = partsOf(reference);
  const others = Object.keys(lock).filter((key) => partsOf(key).name === name);
  const has = others.length === 0 ? "" : `, which has ${others.join(" and ")}`;
  return `${reference} is not in ${lockFile}${has}; ${remedy}`;
}
