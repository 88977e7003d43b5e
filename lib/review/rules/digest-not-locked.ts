import { isSameImage, shortDigest } from "../../base/image-reference";
import { UNLOCKED } from "../../images/lock-file";
import type { LockedDigest } from "../analysis/lock";
import { markup, plain, type Markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const digestNotLocked: ReviewRule = {
  id: "digest-not-locked",
  severity: "medium",
  finds: "a container that is deployed without the digest in the lock",
  why: "Nobody has reviewed the image: the stack was synthesized before the lock changed, or somebody set the digest by hand.",
  todo: "Synthesize and plan again. If the digest is correct, run npx scw-containers lock, and have the change of the lock reviewed.",
  *check({ containers }) {
    for (const { change, name, after, isDeployed, lockEntry } of containers) {
      const { image = "", digest } = after ?? {};
      if (isDeployed && digest === UNLOCKED) {
        yield {
          change,
          what: markup`${name} deploys a digest of zeros, the placeholder for an image that is not locked`,
        };
      } else if (lockEntry?.isDeployed === false) {
        const deployed = digest === undefined ? plain("no digest") : markup`digest ${shortDigest(digest)}`;
        yield {
          change,
          what: markup`${name} deploys ${deployed}, but ${lockEntry.file} has ${lockedDigest(lockEntry, image)}`,
        };
      }
    }
  },
};

/** The digest in the lock, with its image unless that is the deployed one. */
function lockedDigest({ image, reference, digest, isSound }: LockedDigest, deployedImage: string): Markup {
  if (!isSound) return markup`${shortDigest(digest)} of ${image}, which cannot replace ${reference}`;
  return isSameImage(image, deployedImage)
    ? markup`${shortDigest(digest)}`
    : markup`${shortDigest(digest)} of ${image}`;
}
