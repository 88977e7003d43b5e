import { callControl, type RunningServer } from "../client";
import { asList, asText, isJsonObject, type JsonObject } from "../api/json";

/** A trigger of a running server. */
export interface ListedTrigger {
  readonly id: string;
  /** The names of its namespace, its container and its own. */
  readonly path: readonly string[];
  readonly isSchedule: boolean;
  /** The times of the next runs, in ISO 8601. */
  readonly nextRuns: readonly string[];
}

export async function listTriggers(server: RunningServer): Promise<readonly ListedTrigger[]> {
  const { triggers } = await callControl(server, "GET", "triggers");
  return asList(triggers)
    .filter(isJsonObject)
    .map((trigger) => ({
      id: asText(trigger["id"]),
      path: ["namespace", "container", "name"].map((name) => asText(trigger[name])),
      isSchedule: trigger["source_type"] === "cron",
      nextRuns: asList(trigger["next_runs"]).map(asText),
    }));
}

/** Calls the container of a trigger now. */
export async function runTrigger(
  server: RunningServer,
  id: string,
  body: string | undefined,
): Promise<{ readonly status: number; readonly durationMs: number }> {
  const { status, duration_ms }: JsonObject = await callControl(server, "POST", `triggers/${id}/run`, { body });
  return { status: Number(status), durationMs: Number(duration_ms) };
}
