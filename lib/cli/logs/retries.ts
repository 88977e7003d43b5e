import { setTimeout as wait } from "node:timers/promises";
import { LogError } from "./log-error";
import type { Query } from "./read";

const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 30_000;

/**
 * Repeats a query until it succeeds, if the network, the server or its limits failed.
 * @param report prints the first failure of a query, and its success
 */
export function withRetries(query: Query, report: (text: string) => void): Query {
  return async (each) => {
    for (let attempt = 1; ; attempt++) {
      try {
        const lines = await query(each);
        if (attempt > 1) report("Connected again.");
        return lines;
      } catch (error) {
        if (!(error instanceof LogError && error.isTemporary) || each.signal?.aborted === true) throw error;
        if (attempt === 1) report(`${error.message} Retrying.`);
        const backoff = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), MAX_WAIT_MS);
        await wait(Math.max(backoff, error.retryAfterMs ?? 0), undefined, each);
      }
    }
  };
}
