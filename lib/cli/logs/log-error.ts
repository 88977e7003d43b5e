import { printable } from "../../base/text";

/** The codes of errors of the commands that print logs. Codes are stable, the wording of messages is not. */
export const LOG_ERROR_CODES = [
  "ambiguous-container",
  "logs-not-loki",
  "logs-query-rejected",
  "logs-rate-limited",
  "logs-token-missing",
  "logs-token-rejected",
  "logs-unavailable",
  "logs-url-invalid",
  "no-data-source",
  "unknown-container",
] as const;

export type LogErrorCode = (typeof LOG_ERROR_CODES)[number];

/** Logs cannot be printed. The message is one line, ends with a remedy and contains no secret. */
export class LogError extends Error {
  /** @param retryAfterMs the wait that the server requests; 0 if another attempt may succeed at any time */
  constructor(
    public readonly code: LogErrorCode,
    message: string,
    public readonly retryAfterMs?: number,
  ) {
    super(printable(message));
  }

  /** Whether another attempt may succeed. */
  public get isTemporary(): boolean {
    return this.retryAfterMs !== undefined;
  }
}
