import { codeList, markup } from "../analysis/markup";
import { nameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { mapAt } from "../analysis/values";
import type { ResourceChange } from "../plan/plan";

const TYPES = ["scaleway_container", "scaleway_container_namespace"];
const PREFIX = "environment_variables.";

export const variableRemoved: ReviewRule = {
  id: "variable-removed",
  severity: "low",
  finds: "a plain variable that is removed from a container or namespace",
  why: "An application that still reads it fails, or uses a default.",
  todo: "Make sure that the deployed image does not read the variable.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (!TYPES.includes(change.type) || change.after === undefined) continue;
      const names = removedVariables(change);
      if (names.length > 0) yield { change, what: markup`${nameOf(change)} loses ${codeList(names)}` };
    }
  },
};

/** A variable that becomes a secret one is not removed. */
function removedVariables({ attributes, after }: ResourceChange): string[] {
  const secrets = mapAt(after, "secret_environment_variables");
  return attributes
    .filter(({ path, before, after: next, isUnknown }) => {
      return path.startsWith(PREFIX) && before !== undefined && next === undefined && isUnknown !== true;
    })
    .map(({ path }) => path.slice(PREFIX.length))
    .filter((name) => !Object.hasOwn(secrets, name));
}
