import { Cron } from "croner";
import { show } from "../base/show";

const FIELDS = [
  ["minute", "0 to 59"],
  ["hour", "0 to 23"],
  ["day of month", "1 to 31"],
  ["month", "1 to 12, or JAN to DEC"],
  ["day of week", "0 to 6, or SUN to SAT"],
] as const;

/** Ways to write a schedule that Scaleway or the provider may not take, each with what to write instead. */
const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
  [/^\s*(CRON_)?TZ=/, "a timezone is no part of it"],
  [/^\s*@(yearly|annually)\b/, 'write "0 0 1 1 *"'],
  [/^\s*@monthly\b/, 'write "0 0 1 * *"'],
  [/^\s*@weekly\b/, 'write "0 0 * * 0"'],
  [/^\s*@(daily|midnight)\b/, 'write "0 0 * * *"'],
  [/^\s*@hourly\b/, 'write "0 * * * *"'],
  [/@/, "write the five fields"],
  [/\?/, 'write "*" for "?"'],
  [/#|\d?L\b|\d?W\b/, "L, W and # are no UNIX cron; list the days"],
  [/\S\s+\S+\s+\S+\s+\S+\s+(\S*[,-])?7\b/, "Sunday is 0"],
];

/** Why a schedule is refused: not five UNIX fields, or it never fires. */
export function cronProblem(schedule: string): string | undefined {
  const remedy = UNSUPPORTED.find(([pattern]) => pattern.test(schedule))?.[1];
  if (remedy !== undefined) return `${show(schedule)} is not a schedule that Scaleway takes; ${remedy}`;
  if (schedule !== schedule.trim()) return `${show(schedule)} has white space around it; remove it`;
  const fields = schedule.split(/\s+/);
  if (fields.length !== FIELDS.length) {
    const names = FIELDS.map(([name]) => name).join(", ");
    return `${show(schedule)} has ${fields.filter(Boolean).length} fields; write ${FIELDS.length}, with one space between them: ${names}`;
  }
  for (const [index, [name, values]] of FIELDS.entries()) {
    const alone = FIELDS.map((_, other) => (other === index ? fields[index] : "*")).join(" ");
    if (!isReadable(alone)) {
      return `${show(fields[index])} is no ${name}; write ${values}, a list (1,2), a range (1-5), or a step (*/2, 0-30/10)`;
    }
  }
  return parse(schedule).nextRun() === null ? `${show(schedule)} never fires; there is no such day` : undefined;
}

/** Days as UNIX cron reckons them: where both are given, either one is enough. */
export function parse(schedule: string, timezone = "UTC"): Cron {
  return new Cron(schedule, { mode: "5-part", timezone, paused: true });
}

function isReadable(schedule: string): boolean {
  try {
    parse(schedule);
    return true;
  } catch {
    return false;
  }
}

/** Why a timezone is refused: no IANA name, or one in other letters than the database has. */
export function timezoneProblem(timezone: string): string | undefined {
  const known = Intl.supportedValuesOf("timeZone").find((name) => name.toLowerCase() === timezone.toLowerCase());
  if (known === timezone || (known === undefined && /^[A-Z]/.test(timezone) && isTimezone(timezone))) return undefined;
  return `${show(timezone)} is no IANA timezone; write ${known ?? "UTC or one as Europe/Paris"}`;
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
