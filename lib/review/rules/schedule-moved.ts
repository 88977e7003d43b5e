import { markup } from "../analysis/markup";
import { nameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { scheduleOf } from "../analysis/triggers";

export const scheduleMoved: ReviewRule = {
  id: "schedule-moved",
  severity: "low",
  finds: "a schedule that runs at other times",
  why: "Two runs can be closer together or overlap, and results can be late.",
  todo: "Compare the new times with the jobs before and after it.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const [before, after] = [scheduleOf(change, "before"), scheduleOf(change, "after")];
      if (before !== undefined && after !== undefined && before !== after) {
        yield { change, what: markup`${nameOf(change)} runs at ${after} instead of ${before}` };
      }
    }
  },
};
