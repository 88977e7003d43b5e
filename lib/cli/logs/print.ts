import { stripVTControlCharacters } from "node:util";
import type { Secrets } from "../../review/plan/secrets";
import type { LogsOptions } from "../arguments/logs";
import { STOP_SIGNALS } from "../child-process";
import type { Io } from "../io";
import { formatEntry } from "./format";
import type { LogEntry } from "./loki";
import { readLogs, type LogRequest, type Query } from "./read";

/** The lines that are asked for. */
export interface PrintRequest extends Omit<LogsOptions, "since" | "tail" | "grep">, LogRequest {
  /** Whether each line starts with its container. */
  readonly hasContainer: boolean;
  /** What is masked in the lines. @default - nothing */
  readonly secrets?: Secrets;
}

/** Replaces a secret, as in the logs of CI systems. */
export const MASK = "***";

/**
 * Prints lines until there are no more, the reader exits, or, with `follow`, until Ctrl-C.
 * @returns whether a line was printed
 */
export async function printLogs(request: PrintRequest, query: Query, io: Io): Promise<boolean> {
  const { follow = false, json = false, hasContainer, secrets } = request;
  const format = { isJson: json, hasContainer, isColored: io.colors.stdout };
  const stopped = new AbortController();
  const stop = () => {
    stopped.abort();
  };
  if (follow) for (const signal of STOP_SIGNALS) process.once(signal, stop);
  try {
    let isEmpty = true;
    for await (const entries of readLogs(request, query, follow ? stopped.signal : undefined)) {
      if (entries.length === 0) continue;
      isEmpty = false;
      const masked = secrets === undefined ? entries : entries.map((entry) => withMask(entry, secrets));
      io.stdout(masked.map((entry) => formatEntry(entry, format)).join(""));
      if ((await io.caughtUp?.()) === false) break;
    }
    return !isEmpty;
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, stop);
  }
}

/** The line without secrets, also if a program writes colors or links inside of one. */
function withMask(entry: LogEntry, secrets: Secrets): LogEntry {
  const message = secrets.maskOnce(entry.message, MASK);
  const plain = stripVTControlCharacters(message);
  const masked = secrets.maskOnce(plain, MASK);
  return { ...entry, message: masked === plain ? message : masked };
}
