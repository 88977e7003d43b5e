import { isHidden } from "../analysis/attribute-at";
import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const becomesPrivate: ReviewRule = {
  id: "becomes-private",
  severity: "high",
  finds: "a public container that becomes private",
  why: "After the apply, Scaleway rejects every call without a token.",
  todo: "Give all callers a token before you apply, or keep the container public.",
  *check({ containers }) {
    for (const { change, name, before, after } of containers) {
      // Without a privacy, a container is public.
      if (before === undefined || before.privacy === "private") continue;
      if (after?.privacy === "private") yield { change, what: markup`${name} becomes private` };
      else if (isHidden(change, "privacy")) {
        yield { change, what: markup`${name} may become private: the plan hides its privacy` };
      }
    }
  },
};
