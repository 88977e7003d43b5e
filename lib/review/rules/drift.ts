import { join, text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const drift: ReviewRule = {
  id: "drift",
  severity: "medium",
  finds: "something that was changed outside of Terraform",
  why: "Somebody had a reason, or should not have. What the code says otherwise is undone by this plan, the rest stays.",
  todo: "Ask who changed it; take it into the code, or let the plan undo it.",
  *check({ plan }) {
    for (const change of plan.drift) {
      if (change.action === "delete") {
        yield { change, what: text`it was deleted outside of Terraform` };
        continue;
      }
      const paths = change.attributes.map(({ path }) => text`${path}`);
      yield { change, what: text`changed outside of Terraform: ${join(paths.slice(0, 5), ", ")}` };
    }
  },
};
