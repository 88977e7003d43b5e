import { parseSchedule } from "../schema/cron-expression";

/** The next run of a schedule; undefined if it has none, or a notation that is not known here. */
export function nextRun(schedule: string, timezone: string, now: Date): Date | undefined {
  try {
    return parseSchedule(schedule, timezone).nextRun(now) ?? undefined;
  } catch {
    return undefined;
  }
}
