import { markup, plain } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { textAt } from "../analysis/values";

const MAX_MESSAGE_LENGTH = 300;

export const lastDeployFailed: ReviewRule = {
  id: "last-deploy-failed",
  severity: "high",
  finds: "a container whose last deployment failed",
  why: "An older version runs, or none. A plan that changes only the status of the deployment repairs nothing.",
  todo: "Deploy a fixed image or other settings. The error message of Scaleway names the cause.",
  *check({ containers }) {
    for (const { change, name, before } of containers) {
      if (textAt(before?.values, "status") !== "error" || change.action === "delete") continue;
      const message = textAt(before?.values, "error_message");
      const cause = message === undefined ? plain("") : markup`: ${message.slice(0, MAX_MESSAGE_LENGTH)}`;
      const effect = change.action === "no-op" ? "this plan does not repair it" : "this plan deploys it again";
      yield { change, what: markup`the last deployment of ${name} failed${cause}; ${plain(effect)}` };
    }
  },
};
