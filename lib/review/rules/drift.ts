import { codeList, markup } from "../analysis/markup";
import { previousNameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";

const MAX_PATHS = 5;

export const drift: ReviewRule = {
  id: "drift",
  severity: "medium",
  finds: "a resource that was changed outside of Terraform",
  why: "The apply reverts the changes that differ from the code, and keeps all others.",
  todo: "Find out who changed it. Add the change to the code, or let the apply revert it.",
  *check({ plan }) {
    for (const change of plan.drift) {
      const paths = change.attributes.map(({ path }) => path).slice(0, MAX_PATHS);
      const name = previousNameOf(change);
      yield {
        change,
        what:
          change.action === "delete"
            ? markup`${name} was deleted outside of Terraform`
            : markup`${name} was changed outside of Terraform: ${codeList(paths)}`,
      };
    }
  },
};
