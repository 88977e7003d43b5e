import { failedDeployment } from "../analysis/failed-deployment";
import { markup, plain } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const lastDeployFailed: ReviewRule = {
  id: "last-deploy-failed",
  severity: "high",
  finds: "a container whose last deployment failed, if the plan does not deploy the container with other settings",
  why: "An older version runs, or none. Scaleway removes the older version after 24 hours.",
  todo: "Deploy a fixed image or other settings. The error message of Scaleway names the cause.",
  *check({ containers }) {
    for (const container of containers) {
      const failure = failedDeployment(container);
      if (failure === undefined || failure.isRepaired) continue;
      const { change, name } = container;
      const cause = failure.message === undefined ? plain("") : markup`: ${failure.message}`;
      yield {
        change,
        what: markup`the last deployment of ${name} failed, and this plan does not repair it${cause}`,
      };
    }
  },
};
