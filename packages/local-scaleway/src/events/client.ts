import { callControl, type RunningServer } from "../client";
import { isJsonObject, type Json, type JsonObject } from "../api/json";

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
  return listOf(triggers)
    .filter(isJsonObject)
    .map((trigger) => ({
      id: textOf(trigger["id"]),
      path: ["namespace", "container", "name"].map((name) => textOf(trigger[name])),
      isSchedule: trigger["source_type"] === "cron",
      nextRuns: listOf(trigger["next_runs"]).map(textOf),
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

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
