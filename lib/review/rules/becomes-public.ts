import { attributeAt } from "../analysis/attribute-at";
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
      if (before?.privacy !== "private") continue;
      if (after?.privacy === "public") yield { change, what: markup`${name} becomes public` };
      if (attributeAt(change, "privacy")?.isUnknown === true) {
        yield { change, what: markup`${name} may become public: its privacy is known after apply` };
      }
    }
  },
};
