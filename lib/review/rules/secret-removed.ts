import { codeList, markup } from "../analysis/markup";
import { nameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { secretChanges } from "../analysis/secret-changes";

export const secretRemoved: ReviewRule = {
  id: "secret-removed",
  severity: "medium",
  finds: "a secret variable that is removed from a container or namespace",
  why: "An application that still reads it fails, often only when it needs the secret.",
  todo: "Make sure that the deployed image does not read the secret.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const { removed } = secretChanges(change);
      if (["delete", "forget"].includes(change.action) || removed.length === 0) continue;
      yield { change, what: markup`${nameOf(change)} loses ${codeList(removed)}` };
    }
  },
};
