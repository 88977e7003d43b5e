import { failedDeployment } from "../analysis/failed-deployment";
import { codeList, markup, plain } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

const MAX_PATHS = 5;

export const repairsDeployment: ReviewRule = {
  id: "repairs-deployment",
  severity: "low",
  finds: "a container whose last deployment failed, if the plan deploys the container with other settings",
  why: "Until the apply, an older version runs, or none. The new deployment can fail too.",
  todo: "Make sure that the changed settings fix the cause that Scaleway reported.",
  *check({ containers }) {
    for (const container of containers) {
      const failure = failedDeployment(container);
      if (failure?.isRepaired !== true) continue;
      const { change, name } = container;
      const cause = failure.message === undefined ? plain("") : markup` (${failure.message})`;
      const settings = codeList(failure.repairs.slice(0, MAX_PATHS));
      yield { change, what: markup`repairs ${name}, whose last deployment failed${cause}: changes ${settings}` };
    }
  },
};
