import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const imageNotLocked: ReviewRule = {
  id: "image-not-locked",
  severity: "low",
  finds: "a container that is deployed with an image that is not in the lock and has no digest in its reference",
  why: "Anyone who can push the tag decides what runs, and no change of the lock shows it to a reviewer.",
  todo: "Use ContainerImage.fromLock, and run npx scw-containers lock. Accept the risk for an image that must follow its tag.",
  *check({ containers }) {
    for (const { change, name, after, notLockedIn } of containers) {
      if (notLockedIn === undefined || after?.image === undefined) continue;
      yield { change, what: markup`${name} deploys ${after.image}, which is not in ${notLockedIn}` };
    }
  },
};
