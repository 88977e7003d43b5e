import { LIMITS } from "./limits";

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** An answer, or the error in its place. */
interface Outcome {
  readonly code?: string;
  readonly status?: number;
  readonly headers?: Headers;
}

const PASSING_CODES = ["ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN", "UND_ERR_SOCKET"];
const PASSING_STATUSES = [429, 500, 502, 503, 504];

/** Whether another attempt may help. */
export function isPassing({ code = "", status }: Outcome): boolean {
  return status === undefined ? PASSING_CODES.includes(code) : PASSING_STATUSES.includes(status);
}

/** How long the server says to wait, in milliseconds; undefined where that is too long. */
export function toldWaitMs({ headers = {} }: Outcome): number | undefined {
  const ms = Math.max(retryAfterMs(headers) ?? 0, 0);
  return ms > LIMITS.longestWaitMs ? undefined : ms;
}

/** As ` (at most 100 requests in 6 hours, again in 60 seconds)`, or nothing; Docker Hub writes `100;w=21600`. */
export function toldWait(headers: Headers): string {
  const [, limit, seconds] = /^(\d{1,9})(?:;w=(\d{1,9}))?$/.exec(String(headers["ratelimit-limit"])) ?? [];
  const retryAfter = /^[\w:, ]{1,40}$/.exec(String(headers["retry-after"] ?? ""))?.[0] ?? "";
  const parts = [
    limit !== undefined &&
      `at most ${limit} requests${seconds === undefined ? "" : ` in ${Number(seconds) / 3600} hours`}`,
    (retryAfterMs(headers) ?? 0) > 0 && `again ${/^\d+$/.test(retryAfter) ? `in ${retryAfter} seconds` : retryAfter}`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

/** Retry-After is in seconds, or a date. */
function retryAfterMs({ "retry-after": value }: Headers): number | undefined {
  if (typeof value !== "string") return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : ms;
}
