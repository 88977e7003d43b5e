import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { oldNameOf } from "../analysis/naming";
import { scheduleOf } from "../analysis/triggers";

export const scheduleRemoved: ReviewRule = {
  id: "schedule-removed",
  severity: "medium",
  finds: "a schedule that is destroyed",
  why: "What it started does not run any more, and nothing fails when a job is not run.",
  todo: "Make sure that nothing depends on the job.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const schedule = scheduleOf(change, "before");
      if (change.action === "delete" && schedule !== undefined) {
        yield { change, what: text`${oldNameOf(change)} (${schedule}) does not run any more` };
      }
    }
  },
};
