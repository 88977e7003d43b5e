import { textAt } from "../analysis/values";
import { text, words } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const lastDeployFailed: ReviewRule = {
  id: "last-deploy-failed",
  severity: "high",
  finds: "a container that Scaleway could not deploy the last time",
  why: "What runs is an older version, or nothing. A plan that changes only the status of the deploy repairs nothing.",
  todo: "Deploy a repaired image or other settings; the message of Scaleway says what was wrong.",
  *check({ containers }) {
    for (const { change, name, before } of containers) {
      if (textAt(before?.values, "status") !== "error" || change.action === "delete") continue;
      const message = textAt(before?.values, "error_message");
      const said = message === undefined ? words("") : text`: ${message.slice(0, 300)}`;
      const repair = change.action === "no-op" ? "this plan does not repair it" : "this plan deploys again";
      yield { change, what: text`the last deploy of ${name} failed${said}; ${words(repair)}` };
    }
  },
};
