import { LIMITS } from "./limits";

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const RETRYABLE_CODES = ["ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN", "UND_ERR_SOCKET"];
const RETRYABLE_STATUSES = [429, 500, 502, 503, 504];

/** Whether another attempt may succeed after a system error. */
export function isRetryableCode(code: string): boolean {
  return RETRYABLE_CODES.includes(code);
}

/** Whether another attempt may succeed after a response. */
export function isRetryableStatus(status: number): boolean {
  return RETRYABLE_STATUSES.includes(status);
}

/** The wait that the server requests, in milliseconds; undefined if it is too long. */
export function requestedWaitMs(headers: Headers): number | undefined {
  const ms = Math.max(retryAfterMs(headers) ?? 0, 0);
  return ms > LIMITS.longestWaitMs ? undefined : ms;
}

/** For example ` (limit: 100 requests in 6 hours, retry in 60 seconds)`, or an empty text. Docker Hub sends `100;w=21600`. */
export function rateLimitNote(headers: Headers): string {
  const [, limit, seconds] = /^(\d{1,9})(?:;w=(\d{1,9}))?$/.exec(String(headers["ratelimit-limit"])) ?? [];
  const retryAfter = /^[\w:, ]{1,40}$/.exec(String(headers["retry-after"] ?? ""))?.[0] ?? "";
  const parts = [
    limit !== undefined &&
      `limit: ${limit} requests${seconds === undefined ? "" : ` in ${Number(seconds) / 3600} hours`}`,
    (retryAfterMs(headers) ?? 0) > 0 &&
      `retry ${/^\d+$/.test(retryAfter) ? `in ${retryAfter} seconds` : `after ${retryAfter}`}`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

/** Retry-After contains seconds or a date. */
function retryAfterMs({ "retry-after": value }: Headers): number | undefined {
  if (typeof value !== "string") return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : ms;
}
