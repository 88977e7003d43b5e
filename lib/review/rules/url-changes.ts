import { markup } from "../analysis/markup";
import { because } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";

export const urlChanges: ReviewRule = {
  id: "url-changes",
  severity: "high",
  finds: "a container that is replaced, or whose namespace is replaced",
  why: "The new container has a new URL, with a downtime in between. Callers, allow lists and CNAME records outside of Terraform still have the old URL.",
  todo: "Keep name, namespace and region. Otherwise give callers the new URL and plan for a downtime. A custom domain avoids the change for callers.",
  *check({ containers }) {
    for (const { change, name } of containers) {
      if (change.action !== "replace") continue;
      const reason = because(change);
      yield {
        change,
        what: reason.isEmpty ? markup`${name} gets a new URL` : markup`${name} gets a new URL, ${reason}`,
      };
    }
  },
};
