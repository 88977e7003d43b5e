import { attributeAt, isHidden } from "../analysis/attribute-at";
import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const becomesPublic: ReviewRule = {
  id: "becomes-public",
  severity: "high",
  finds: "a private container that becomes public",
  why: "Anyone who knows the URL can call the container without a token.",
  todo: "Make sure that the application authenticates its callers, or keep the container private and give callers an access token.",
  *check({ containers }) {
    for (const { change, name, before, after } of containers) {
      if (before === undefined || before.privacy === "public" || attributeAt(change, "privacy") === undefined) continue;
      if (isHidden(change, "privacy")) {
        yield { change, what: markup`${name} may become public: the plan hides its privacy` };
        // Without a privacy, a container is public.
      } else if (before.privacy !== undefined && after !== undefined && after.privacy !== "private") {
        yield { change, what: markup`${name} becomes public` };
      }
    }
  },
};
