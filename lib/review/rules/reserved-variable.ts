import { PLATFORM_VARIABLES } from "../../facts/reserved-variables";
import { markup } from "../analysis/markup";
import { nameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { mapAt } from "../analysis/values";

const MAPS = ["environment_variables", "secret_environment_variables"];

export const reservedVariable: ReviewRule = {
  id: "reserved-variable",
  severity: "high",
  finds: "a variable that Scaleway sets, such as `PORT`",
  why: "The API rejects the variable, and the apply fails after some of its changes.",
  todo: "Remove the variable. Set the port with port.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (["no-op", "delete"].includes(change.action)) continue;
      for (const name of MAPS.flatMap((map) => Object.keys(mapAt(change.after, map)))) {
        if (PLATFORM_VARIABLES.includes(name))
          yield { change, what: markup`the variable ${name} of ${nameOf(change)} is set by Scaleway` };
      }
    }
  },
};
