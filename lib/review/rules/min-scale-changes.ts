import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const minScaleChanges: ReviewRule = {
  id: "min-scale-changes",
  severity: "low",
  finds: "a container that starts or stops scaling to zero",
  why: "At a minimum scale of 0, the first request waits for a cold start. Above 0, instances run and cost around the clock.",
  todo: "Make sure that the change is intended. The table shows its cost.",
  *check({ containers }) {
    for (const { change, name, before, after } of containers) {
      const [was = 0, is] = [before?.minScale, after?.minScale];
      if (is === undefined || was > 0 === is > 0) continue;
      if (is === 0) yield { change, what: markup`${name} scales to zero: the first request waits for a cold start` };
      else yield { change, what: markup`${name} keeps ${is} running around the clock` };
    }
  },
};
