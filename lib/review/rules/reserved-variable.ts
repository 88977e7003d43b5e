import { RESERVED_VARIABLE } from "../../facts/limits";
import { mapAt } from "../analysis/values";
import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

const MAPS = ["environment_variables", "secret_environment_variables"];

export const reservedVariable: ReviewRule = {
  id: "reserved-variable",
  severity: "high",
  finds: "a variable that Scaleway sets itself: PORT, SCW_*",
  why: "The API refuses it: the apply fails half-way.",
  todo: "Remove it. The port is set by port.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (["no-op", "delete"].includes(change.action)) continue;
      for (const name of MAPS.flatMap((map) => Object.keys(mapAt(change.after, map)))) {
        if (RESERVED_VARIABLE.test(name)) yield { change, what: text`the variable ${name} is reserved` };
      }
    }
  },
};
