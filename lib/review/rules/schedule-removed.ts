import { markup } from "../analysis/markup";
import { previousNameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { rootOf } from "../analysis/settings-that-stay";
import { scheduleOf } from "../analysis/triggers";
import type { ResourceChange } from "../plan/plan";

export const scheduleRemoved: ReviewRule = {
  id: "schedule-removed",
  severity: "medium",
  finds: "a schedule that is destroyed, or that becomes a message trigger",
  why: "The job no longer runs. A job that does not run reports no error.",
  todo: "Make sure that nothing depends on the job.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const schedule = scheduleOf(change, "before");
      const isConverted = change.action === "update" && change.after?.["cron"] === undefined && !isUnknown(change);
      if (schedule !== undefined && (change.action === "delete" || isConverted)) {
        yield { change, what: markup`${previousNameOf(change)} (${schedule}) no longer runs` };
      }
    }
  },
};

function isUnknown({ attributes }: ResourceChange): boolean {
  return attributes.some((attribute) => rootOf(attribute) === "cron" && attribute.isUnknown === true);
}
