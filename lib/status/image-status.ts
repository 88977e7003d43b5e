import { DIGEST } from "../base/image-reference";
import type { DeployedContainer } from "../deployed/deployed-stack";
import { entryIn, type ImageLock } from "../images/lock-file";
import { lockedEntry } from "../lock/compare";
import type { ImageStatus } from "./status-schema";

const IS_DIGEST = new RegExp(`^${DIGEST}$`);

/**
 * Compares the image of a container with the lock and with what runs.
 * @param lock undefined if there is no lock file
 * @param running the image at Scaleway, if it was read
 */
export function imageStatus(
  { image, registrySha256 }: DeployedContainer,
  lock: ImageLock | undefined,
  running: string | undefined,
): ImageStatus {
  const digest = registrySha256 !== undefined && IS_DIGEST.test(registrySha256) ? registrySha256 : undefined;
  const locked = lock && lockedDigest(image, lock);
  const isSame = locked === digest;
  return {
    reference: image,
    ...(running !== undefined && running !== image && { running }),
    ...(digest !== undefined && { digest }),
    lock: lock === undefined ? "no-lock-file" : locked === undefined ? "not-locked" : isSame ? "same" : "different",
    ...(locked !== undefined && !isSame && { lockedDigest: locked }),
  };
}

/** The digest of a reference in the lock. After a rollback, the deployed image is the one beside the reference. */
function lockedDigest(image: string, lock: ImageLock): string | undefined {
  if (entryIn(lock, image) !== undefined) return lockedEntry(lock, image)?.digest;
  return Object.values(lock).find((entry) => entry.image === image)?.digest;
}
