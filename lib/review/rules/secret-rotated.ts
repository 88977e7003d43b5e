import { join, text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { secretChanges } from "../analysis/secret-changes";

export const secretRotated: ReviewRule = {
  id: "secret-rotated",
  severity: "low",
  finds: "a secret whose value changes",
  why: "The container restarts with the new value. Whoever checks the old one must know the new one by then.",
  todo: "Keep the old credential valid until the apply is done.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const { rotated } = secretChanges(change);
      if (rotated.length > 0)
        yield {
          change,
          what: text`rotates ${join(
            rotated.map((key) => text`${key}`),
            ", ",
          )}`,
        };
    }
  },
};
