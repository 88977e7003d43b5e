import { Cron } from "croner";
import { show } from "../base/show";
import type { Problem } from "../base/problem";

const FIELDS = [
  ["minute", "0 to 59"],
  ["hour", "0 to 23"],
  ["day of month", "1 to 31"],
  ["month", "1 to 12, or JAN to DEC"],
  ["day of week", "0 to 6, or SUN to SAT"],
] as const;

/** Notations that Scaleway or the provider may not accept, each with its remedy. */
const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
  [/^\s*(CRON_)?TZ=/, "Set the time zone in its own field."],
  [/^\s*@(yearly|annually)\b/, 'Use "0 0 1 1 *".'],
  [/^\s*@monthly\b/, 'Use "0 0 1 * *".'],
  [/^\s*@weekly\b/, 'Use "0 0 * * 0".'],
  [/^\s*@(daily|midnight)\b/, 'Use "0 0 * * *".'],
  [/^\s*@hourly\b/, 'Use "0 * * * *".'],
  [/@/, "Use five fields."],
  [/\?/, 'Use "*" instead of "?".'],
  [/#|\d?L\b|\d?W\b/, "L, W and # are not UNIX cron. List the days."],
  [/\S\s+\S+\s+\S+\s+\S+\s+(\S*[,-])?7\b/, "Use 0 for Sunday."],
];

/** Returns the problem of a schedule that does not have five UNIX fields, or never runs. */
export function cronProblem(schedule: string): Problem | undefined {
  const value = `got ${show(schedule)}`;
  const remedy = UNSUPPORTED.find(([pattern]) => pattern.test(schedule))?.[1];
  if (remedy !== undefined) return problem("unsupported-schedule", `is not supported by Scaleway, ${value}. ${remedy}`);
  if (schedule !== schedule.trim())
    return problem("invalid-schedule", `has white space at its start or end, ${value}. Remove it.`);
  const fields = schedule.split(/\s+/);
  if (fields.length !== FIELDS.length) {
    const names = FIELDS.map(([name]) => name).join(", ");
    const count = fields.filter((field) => field !== "").length;
    return problem(
      "invalid-schedule",
      `has ${count} fields, ${value}. Use ${FIELDS.length}, separated by one space: ${names}.`,
    );
  }
  // Croner reads a text with a colon as a date.
  if (schedule.includes(":") || !isReadable(schedule)) {
    for (const [index, [name, values]] of FIELDS.entries()) {
      const alone = FIELDS.map((_, position) => (position === index ? fields[index] : "*")).join(" ");
      if (isReadable(alone)) continue;
      const message = `is not a valid ${name}, got ${show(fields[index])}. Use ${values}, a list (1,2), a range (1-5), or a step (*/2, 0-30/10).`;
      return problem("invalid-schedule", message);
    }
  }
  if (parseSchedule(schedule).nextRun() !== null) return undefined;
  return problem("schedule-never-runs", `never runs, ${value}: this day does not exist. Use another day.`);
}

function problem(code: Problem["code"], message: string): Problem {
  return { code, message };
}

/** A schedule in UNIX cron: if both day fields are set, a day that matches one of them is enough. */
export function parseSchedule(schedule: string, timezone = "UTC"): Cron {
  return new Cron(schedule, { mode: "5-part", timezone, paused: true });
}

function isReadable(schedule: string): boolean {
  try {
    parseSchedule(schedule);
    return true;
  } catch {
    return false;
  }
}

let ianaNames: readonly string[] | undefined;

/** Returns the problem of a time zone that is not an IANA name. IANA names are case-sensitive. */
export function timezoneProblem(timezone: string): Problem | undefined {
  ianaNames ??= Intl.supportedValuesOf("timeZone");
  const ianaName = ianaNames.find((name) => name.toLowerCase() === timezone.toLowerCase());
  if (ianaName === timezone || (ianaName === undefined && /^[A-Z]/.test(timezone) && isTimezone(timezone)))
    return undefined;
  const remedy = ianaName === undefined ? "Use UTC or a name such as Europe/Paris." : `Use ${ianaName}.`;
  return { code: "invalid-timezone", message: `is not a valid IANA time zone, got ${show(timezone)}. ${remedy}` };
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
