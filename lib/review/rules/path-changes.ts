import { markup, plain } from "../analysis/markup";
import { nameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { transition } from "../analysis/transition";
import type { AttributeChange, ResourceChange } from "../plan/plan";

const PROBE_PATH = /^(\w+_probe|health_check)\[0\]\.http\[0\]\.path$/;
const TRIGGER_TARGET = /^destination_config\[0\]\.http_(path|method)$/;

export const pathChanges: ReviewRule = {
  id: "path-changes",
  severity: "medium",
  finds: "a trigger or a probe that calls another path or method",
  why: "If the deployed image does not serve the new path, scheduled runs and messages fail, or Scaleway rejects the deployment.",
  todo: "Make sure that the deployed image serves the new path.",
  *check({ plan }) {
    for (const change of plan.changes) {
      if (change.before === undefined || change.after === undefined) continue;
      for (const attribute of change.attributes) {
        const what = target(change, attribute);
        if (what === undefined) continue;
        yield { change, what: markup`${plain(what)} of ${nameOf(change)} changes: ${transition(attribute)}` };
      }
    }
  },
};

/** What an attribute calls, if it calls another path or method than before. */
function target({ type }: ResourceChange, { path, before, after, isUnknown }: AttributeChange): string | undefined {
  if (type === "scaleway_container_trigger") {
    const field = TRIGGER_TARGET.exec(path)?.[1];
    return field && `the ${field} of the trigger`;
  }
  // A probe that is new, is removed, or becomes a TCP probe changes no path.
  const hasBoth = before !== undefined && (after !== undefined || isUnknown === true);
  const probe = type === "scaleway_container" && hasBoth ? PROBE_PATH.exec(path)?.[1] : undefined;
  return probe && `the path of the ${probe.replaceAll("_", " ")}`;
}
