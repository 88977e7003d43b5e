import { join, text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { secretChanges } from "../analysis/secret-changes";

export const secretRemoved: ReviewRule = {
  id: "secret-removed",
  severity: "medium",
  finds: "a secret that a container or namespace no longer has",
  why: "An application that still reads it fails, often only when it needs it.",
  todo: "Make sure that the image that is deployed with it does not read it.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const { removed } = secretChanges(change);
      if (["delete", "forget"].includes(change.action) || removed.length === 0) continue;
      yield {
        change,
        what: text`no longer has ${join(
          removed.map((key) => text`${key}`),
          ", ",
        )}`,
      };
    }
  },
};
