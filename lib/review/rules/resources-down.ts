import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

const PARTS = [
  ["memoryLimitMb", "MB of memory"],
  ["cpuLimit", "mvCPU"],
] as const;

export const resourcesDown: ReviewRule = {
  id: "resources-down",
  severity: "medium",
  finds: "a container that gets less memory or CPU",
  why: "With too little memory it is killed under load; with less CPU it starts and answers more slowly.",
  todo: "Compare with what it uses at its peak, in Cockpit.",
  *check({ containers }) {
    for (const { change, name, before, after } of containers) {
      for (const [key, unit] of PARTS) {
        const [was = 0, is = Infinity] = [before?.[key], after?.[key]];
        if (is < was) yield { change, what: text`${name} gets ${is} instead of ${was} ${unit}` };
      }
    }
  },
};
