import { isHidden } from "../analysis/attribute-at";
import { markup, plain } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

const RESOURCES = [
  { field: "memoryLimitMb", paths: ["memory_limit_bytes", "memory_limit"], unit: "MB of memory", noun: "memory" },
  { field: "cpuLimit", paths: ["cpu_limit"], unit: "mvCPU", noun: "CPU" },
  { field: "maxScale", paths: ["max_scale"], unit: "instances at most", noun: "scale" },
  { field: "timeoutSeconds", paths: ["timeout"], unit: "seconds for a request", noun: "timeout" },
] as const;

export const resourcesDown: ReviewRule = {
  id: "resources-down",
  severity: "medium",
  finds: "a container that gets less memory, CPU, instances or time for a request",
  why: "With too little memory, Scaleway kills the container under load. With less CPU or fewer instances, it responds more slowly or rejects requests. Requests that take longer are cut off.",
  todo: "Compare the new limit with the peak usage and the slowest requests in Cockpit.",
  *check({ containers }) {
    for (const { change, name, before, after } of containers) {
      if (before === undefined || after === undefined) continue;
      for (const { field, paths, unit, noun } of RESOURCES) {
        const [was = 0, is = Infinity] = [before[field], after[field]];
        if (paths.some((path) => isHidden(change, path))) {
          yield { change, what: markup`${name} may get a lower limit: the plan hides its ${plain(noun)}` };
        } else if (is < was) yield { change, what: markup`${name} gets ${is} instead of ${was} ${plain(unit)}` };
      }
    }
  },
};
