import { markup } from "../analysis/markup";
import { previousNameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { scheduleOf } from "../analysis/triggers";

export const scheduleRemoved: ReviewRule = {
  id: "schedule-removed",
  severity: "medium",
  finds: "a schedule that is destroyed",
  why: "The job no longer runs. A job that does not run reports no error.",
  todo: "Make sure that nothing depends on the job.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const schedule = scheduleOf(change, "before");
      if (change.action === "delete" && schedule !== undefined) {
        yield { change, what: markup`${previousNameOf(change)} (${schedule}) no longer runs` };
      }
    }
  },
};
