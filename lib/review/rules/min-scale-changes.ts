import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const minScaleChanges: ReviewRule = {
  id: "min-scale-changes",
  severity: "low",
  finds: "a container that scales to zero from now on, or no longer",
  why: "From 0 the first caller waits for a cold start. Above 0 instances run, and cost, around the clock.",
  todo: "Make sure that this is what is wanted: see the cost's floor.",
  *check({ containers }) {
    for (const { change, name, before, after } of containers) {
      const [was, is] = [before?.minScale, after?.minScale];
      if (is === undefined || (was ?? 0) > 0 === is > 0) continue;
      if (is === 0) yield { change, what: text`${name} scales to zero: the first caller then waits for a cold start` };
      else yield { change, what: text`${name} keeps ${is} running around the clock` };
    }
  },
};
