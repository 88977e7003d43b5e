import { isTransition, transition } from "../analysis/transition";
import { markup, plain } from "../analysis/markup";
import { nameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";

/** The paths that Scaleway calls, by type. */
const PATHS: ReadonlyMap<string, RegExp> = new Map([
  ["scaleway_container", /^(?<owner>\w+_probe|health_check)\[0\]\.http\[0\]\.(?<field>path)$/],
  ["scaleway_container_trigger", /^destination_config\[0\]\.http_(?<field>path|method)$/],
]);

export const pathChanges: ReviewRule = {
  id: "path-changes",
  severity: "medium",
  finds: "a trigger or a probe that calls another path or method",
  why: "If the deployed image does not serve the new path, scheduled runs and messages fail, or Scaleway rejects the deployment.",
  todo: "Make sure that the deployed image serves the new path.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const pattern = PATHS.get(change.type);
      if (pattern === undefined) continue;
      for (const attribute of change.attributes) {
        const { owner, field } = pattern.exec(attribute.path)?.groups ?? {};
        // A probe that is removed, or becomes a TCP probe, calls no path.
        const isRemoved = attribute.after === undefined && attribute.isUnknown !== true;
        if (field === undefined || isRemoved || !isTransition(attribute)) continue;
        const noun = owner?.replaceAll("_", " ") ?? "trigger";
        yield {
          change,
          what: markup`the ${plain(noun)} of ${nameOf(change)} calls another ${plain(field)}: ${transition(attribute)}`,
        };
      }
    }
  },
};
