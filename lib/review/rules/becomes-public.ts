import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const becomesPublic: ReviewRule = {
  id: "becomes-public",
  severity: "high",
  finds: "a container that was private and is public",
  why: "Anyone who knows the URL can call it, without a token.",
  todo: "Make sure that the application itself checks who calls, or keep it private and give callers an access token.",
  *check({ containers }) {
    for (const { change, name, before, after } of containers) {
      if (before?.privacy === "private" && after?.privacy === "public") {
        yield { change, what: text`${name} is private, and becomes public` };
      }
    }
  },
};
