import { isObject } from "../../base/objects";
import { isList } from "../plan/json";
import type { ResourceChange } from "../plan/plan";
import { textAt } from "./values";

/** The schedule with its time zone, such as `0 2 * * * UTC`; `undefined` if the resource is not a schedule. */
export function scheduleOf(change: ResourceChange, side: "before" | "after"): string | undefined {
  const values = change[side];
  if (change.type === "scaleway_container_cron") {
    // The deprecated resource has no time zone: Scaleway runs it in Paris time.
    const schedule = textAt(values, "schedule");
    return schedule && `${schedule} Europe/Paris`;
  }
  if (change.type !== "scaleway_container_trigger") return undefined;
  const cron = values?.["cron"];
  const block = isList(cron) ? cron[0] : undefined;
  if (!isObject(block)) return undefined;
  const schedule = textAt(block, "schedule");
  return schedule && [schedule, textAt(block, "timezone")].filter(Boolean).join(" ");
}
