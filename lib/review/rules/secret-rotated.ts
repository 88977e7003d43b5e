import { codeList, markup } from "../analysis/markup";
import { nameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { secretChanges } from "../analysis/secret-changes";

export const secretRotated: ReviewRule = {
  id: "secret-rotated",
  severity: "low",
  finds: "a secret variable whose value changes",
  why: "The container restarts with the new value. The service that checks the secret must accept it by then.",
  todo: "Keep the old credential valid until the apply is complete.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const { rotated } = secretChanges(change);
      if (rotated.length > 0)
        yield { change, what: markup`${nameOf(change)} gets other values of ${codeList(rotated)}` };
    }
  },
};
