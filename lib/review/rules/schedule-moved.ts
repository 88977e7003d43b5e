import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { nameOf } from "../analysis/naming";
import { scheduleOf } from "../analysis/triggers";

export const scheduleMoved: ReviewRule = {
  id: "schedule-moved",
  severity: "low",
  finds: "a schedule that runs at other times",
  why: "Two runs can come closer together or overlap, and reports that are due at a time come later.",
  todo: "Compare with the jobs that come before and after it.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const [was, is] = [scheduleOf(change, "before"), scheduleOf(change, "after")];
      if (was !== undefined && is !== undefined && was !== is) {
        yield { change, what: text`${nameOf(change)} runs at ${is} instead of ${was}` };
      }
    }
  },
};
