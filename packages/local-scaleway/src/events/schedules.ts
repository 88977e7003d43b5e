import type { Cron } from "croner" with { "resolution-mode": "import" };
import { asText } from "../api/json";
import { sourceConfig, type Trigger } from "../products/container/records";
import type { Source, SourceContext } from "./source";

/** The runs of one schedule that are called when a test moves the time past more of them. */
export const MAX_RUNS_PER_ADVANCE = 100;
/** Timers do not run while a laptop sleeps, and have a maximum: a schedule looks at the time at least this often. */
const MAX_TIMER_MS = 30_000;
const FIELDS = 5;

/** Calls the container at the times of a schedule. A call does not wait for the previous one. Runs while the server is off are lost. */
export function startSchedule(trigger: Trigger, context: SourceContext): Source {
  const { clock } = context.services;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let cron: Cron | undefined;
  let next: Date | undefined;

  /** Calls the container for the runs until now: several after a test has moved the time, else one, also after a laptop has slept. */
  const callDue = (maxRuns: number) => {
    for (let runs = 0; next !== undefined && next.getTime() <= clock.now() && runs < maxRuns; runs++) {
      void context.call(asText(sourceConfig(trigger)["body"]));
      next = cron?.nextRun(next) ?? undefined;
    }
    if (next !== undefined && next.getTime() <= clock.now()) next = cron?.nextRun(new Date(clock.now())) ?? undefined;
    wait();
  };
  const wait = () => {
    clearTimeout(timer);
    if (next === undefined) return;
    const delayMs = Math.min(Math.max(next.getTime() - clock.now(), 0), MAX_TIMER_MS);
    timer = setTimeout(callDue, delayMs, 1).unref();
  };

  const start = new Date(clock.now());
  void parseSchedule(trigger).then((parsed) => {
    if (isStopped) return;
    context.report(parsed === undefined ? "the schedule or the time zone is not valid" : undefined);
    cron = parsed;
    next = cron?.nextRun(start) ?? undefined;
    callDue(MAX_RUNS_PER_ADVANCE);
  });
  return {
    onAdvance: () => {
      callDue(MAX_RUNS_PER_ADVANCE);
    },
    nextRun: () => next?.getTime(),
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      return Promise.resolve();
    },
  };
}

/** The next runs of a schedule; empty if it never runs, or the trigger is not a schedule. */
export async function nextRuns(trigger: Trigger, count: number, nowMs: number): Promise<Date[]> {
  if (trigger.fields["source_type"] !== "cron") return [];
  return (await parseSchedule(trigger))?.nextRuns(count, new Date(nowMs)) ?? [];
}

/** The schedule of a trigger in UNIX cron; undefined if it is not valid. */
async function parseSchedule(trigger: Trigger): Promise<Cron | undefined> {
  const { schedule, timezone } = sourceConfig(trigger);
  const text = asText(schedule).trim();
  // Croner also reads dates and nicknames, such as @daily.
  if (text.split(/\s+/).length !== FIELDS) return undefined;
  const { Cron } = await import("croner");
  try {
    const cron = new Cron(text, { mode: "5-part", timezone: asText(timezone), paused: true });
    // A time zone is read at the first use.
    cron.nextRun();
    return cron;
  } catch {
    return undefined;
  }
}
