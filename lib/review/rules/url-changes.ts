import { text, words } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { because } from "../analysis/naming";

export const urlChanges: ReviewRule = {
  id: "url-changes",
  severity: "high",
  finds: "a container that is replaced, or whose namespace is",
  why: "A new container has a new URL, and there is none between the two. Callers, CNAME records outside of Terraform and allow lists still have the old one.",
  todo: "Keep name, namespace and region, or tell the callers and plan for a gap. A custom domain hides the change from them.",
  *check({ containers }) {
    for (const { change, name } of containers) {
      if (change.action !== "replace") continue;
      const reason = because(change);
      yield { change, what: text`${name} gets a new URL${reason.isEmpty ? reason : text`${words(", ")}${reason}`}` };
    }
  },
};
