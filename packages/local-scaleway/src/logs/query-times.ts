import { nanoseconds } from "./entry";
import { QueryError } from "./query-error";

const UNITS_MS = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 604_800_000],
  ["y", 31_536_000_000],
]);
const DURATION = /^(?:\d+(?:ms|[smhdwy]))+$/;
const RFC_3339 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/;
const MAX_TIME = 9_223_372_036_854_775_807n;
const DEFAULT_SINCE_MS = 3_600_000;

/** The times of a query in 19 digits: from `start` until before `end`. */
export interface TimeRange {
  readonly start: string;
  readonly end: string;
}

/**
 * Reads `start`, `end` and `since`, as Loki does.
 * @throws QueryError if one of them is not valid
 */
export function readTimeRange(parameters: URLSearchParams): TimeRange {
  // The lines of this millisecond belong to the query.
  const now = Date.now() + 1;
  const end = readTime("end", parameters) ?? nanoseconds(now);
  const sinceMs = readSince(parameters.get("since") ?? "");
  const endOrNow = end < nanoseconds(now) ? BigInt(end) : BigInt(nanoseconds(now));
  const start = readTime("start", parameters) ?? digits(endOrNow - BigInt(sinceMs) * 1_000_000n);
  if (end < start) throw new QueryError(`invalid query, through < from (${end} < ${start})`);
  return { start, end };
}

function readSince(text: string): number {
  if (text === "") return DEFAULT_SINCE_MS;
  if (!DURATION.test(text)) {
    throw new QueryError(`could not parse 'since' parameter: not a valid duration string: ${JSON.stringify(text)}`);
  }
  const parts = Array.from(text.matchAll(/(\d+)([a-z]+)/g));
  const milliseconds = parts.reduce(
    (sum, [, number, unit]) => sum + Number(number) * (UNITS_MS.get(unit ?? "") ?? 0),
    0,
  );
  return Math.min(milliseconds, Number.MAX_SAFE_INTEGER);
}

/** A time in nanoseconds, in seconds with up to 10 digits or with a fraction, or in RFC 3339. */
function readTime(name: "start" | "end", parameters: URLSearchParams): string | undefined {
  const text = parameters.get(name) ?? "";
  if (text === "") return undefined;
  const time = fromNumber(text) ?? fromDate(text);
  if (time === undefined)
    throw new QueryError(`could not parse '${name}' parameter: ${JSON.stringify(text)} is not a time`);
  return digits(time);
}

function fromNumber(text: string): bigint | undefined {
  if (/^-?\d+\.\d*$/.test(text)) return BigInt(Math.round(Number(text) * 1000)) * 1_000_000n;
  if (!/^-?\d{1,40}$/.test(text)) return undefined;
  return text.length <= 10 ? BigInt(text) * 1_000_000_000n : BigInt(text);
}

function fromDate(text: string): bigint | undefined {
  const [, seconds = "", fraction = "", zone = ""] = RFC_3339.exec(text) ?? [];
  const milliseconds = Date.parse(`${seconds}${zone}`);
  return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** Every time that Loki can have has 19 digits or less. */
function digits(time: bigint): string {
  const possible = time < 0n ? 0n : time > MAX_TIME ? MAX_TIME : time;
  return String(possible).padStart(19, "0");
}
