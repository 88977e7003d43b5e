import { textAt } from "./values";
import type { ResourceChange, Values } from "../plan/plan";

/** When a schedule runs, as `0 2 * * * UTC`; nothing for what is no schedule. */
export function scheduleOf(change: ResourceChange, side: "before" | "after"): string | undefined {
  const values = change[side];
  if (change.type === "scaleway_container_cron") {
    const schedule = textAt(values, "schedule");
    return schedule && `${schedule} Europe/Paris`;
  }
  if (change.type !== "scaleway_container_trigger") return undefined;
  const cron = values?.["cron"];
  const [block] = Array.isArray(cron) ? (cron as readonly Values[]) : [];
  const schedule = textAt(block, "schedule");
  return schedule && [schedule, textAt(block, "timezone")].filter(Boolean).join(" ");
}
