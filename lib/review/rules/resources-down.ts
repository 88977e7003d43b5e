import { markup, plain } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

const RESOURCES = [
  { field: "memoryLimitMb", unit: "MB of memory" },
  { field: "cpuLimit", unit: "mvCPU" },
  { field: "maxScale", unit: "instances at most" },
  { field: "timeoutSeconds", unit: "seconds for a request" },
] as const;

export const resourcesDown: ReviewRule = {
  id: "resources-down",
  severity: "medium",
  finds: "a container that gets less memory, CPU, instances or time for a request",
  why: "With too little memory, Scaleway kills the container under load. With less CPU or fewer instances, it responds more slowly or rejects requests. Requests that take longer are cut off.",
  todo: "Compare the new limit with the peak usage and the slowest requests in Cockpit.",
  *check({ containers }) {
    for (const { change, name, before, after } of containers) {
      for (const { field, unit } of RESOURCES) {
        const [was = 0, is = Infinity] = [before?.[field], after?.[field]];
        if (is < was) yield { change, what: markup`${name} gets ${is} instead of ${was} ${plain(unit)}` };
      }
    }
  },
};
