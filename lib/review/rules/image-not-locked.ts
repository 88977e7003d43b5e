import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const imageNotLocked: ReviewRule = {
  id: "image-not-locked",
  severity: "low",
  finds: "a container that is deployed with an image that the lock lacks, unless its name has a digest",
  why: "The lock does not say what runs: whoever may push its tag decides, and no change of the lock shows it to a review.",
  todo: "Use ContainerImage.fromLock, and run npx scw-containers lock. Accept it for an image that shall follow its tag.",
  *check({ containers }) {
    for (const { change, name, after, notLockedIn } of containers) {
      if (notLockedIn === undefined || after?.image === undefined) continue;
      yield { change, what: text`${name} deploys ${after.image}, which is not in ${notLockedIn}` };
    }
  },
};
