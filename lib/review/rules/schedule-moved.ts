import { isHidden } from "../analysis/attribute-at";
import { markup } from "../analysis/markup";
import { nameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { scheduleOf } from "../analysis/triggers";

const SCHEDULES = ["schedule", "cron[0].schedule", "cron[0].timezone"];

export const scheduleMoved: ReviewRule = {
  id: "schedule-moved",
  severity: "low",
  finds: "a schedule that runs at other times",
  why: "Two runs can be closer together or overlap, and results can be late.",
  todo: "Compare the new times with the jobs before and after it.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const [before, after] = [scheduleOf(change, "before"), scheduleOf(change, "after")];
      const isMoved = before !== after || SCHEDULES.some((path) => isHidden(change, path));
      if (before !== undefined && after !== undefined && isMoved) {
        yield { change, what: markup`${nameOf(change)} runs at ${after} instead of ${before}` };
      }
    }
  },
};
