import { REGISTRY_CLIENT_LIMITS as LIMITS } from "../limits";

/** What an error of undici says; the status is missing where there was no answer. */
export interface RequestFailure extends Error {
  readonly code?: string;
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}

const PASSING_CODES = ["ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN", "UND_ERR_SOCKET"];
const PASSING_STATUSES = [429, 500, 502, 503, 504];

/** How long to wait after an attempt, from 1; undefined where another would not help, or not soon. */
export function waitAfter({ code = "", statusCode, headers }: RequestFailure, attempt: number): number | undefined {
  const isPassing = statusCode === undefined ? PASSING_CODES.includes(code) : PASSING_STATUSES.includes(statusCode);
  if (!isPassing || attempt >= LIMITS.attempts) return undefined;
  const wait = retryAfterMs(headers?.["retry-after"]) ?? LIMITS.firstWaitMs * 2 ** (attempt - 1);
  return wait > LIMITS.longestWaitMs ? undefined : wait;
}

/** Retry-After is in seconds, or a date. */
function retryAfterMs(value: string | string[] | undefined): number | undefined {
  if (typeof value !== "string") return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}
