import { UNLOCKED } from "../../images/lock-file";
import { isSameImage } from "../../base/image-reference";
import { text, words } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { shortDigest } from "../analysis/naming";

export const digestNotLocked: ReviewRule = {
  id: "digest-not-locked",
  severity: "medium",
  finds: "a container that is deployed with another digest than its image has in the lock, or with none",
  why: "Nobody has reviewed what runs then: the stack was synthesized before the lock was changed, or somebody set the digest by hand.",
  todo: "Synthesize and plan again. If the digest is the right one, run npx scw-containers lock and have its change reviewed.",
  *check({ containers }) {
    for (const { change, name, after, isDeployed, locked } of containers) {
      const digest = after?.digest;
      if (isDeployed && digest === UNLOCKED) {
        yield { change, what: text`${name} deploys a digest of zeros, which stands for an image that is not locked` };
      } else if (locked?.isDeployed === false) {
        const deployed = digest === undefined ? words("no digest") : text`digest ${shortDigest(digest)}`;
        const isSame = isSameImage(locked.image, after?.image ?? "");
        const image = isSame && locked.isSound ? words("") : text` of ${locked.image}`;
        const other = locked.isSound ? words("") : text`, which is not ${locked.reference} with that digest`;
        yield {
          change,
          what: text`${name} deploys ${deployed}, and ${locked.file} has ${shortDigest(locked.digest)}${image}${other}`,
        };
      }
    }
  },
};
