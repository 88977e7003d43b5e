import type { LogsOptions } from "../arguments/logs";
import type { Io } from "../io";
import { formatEntry } from "./format";
import { readLogs, type Query } from "./read";

/** The lines that are asked for. */
export interface PrintRequest extends LogsOptions {
  readonly selector: string;
  /** The first time at all in nanoseconds. */
  readonly earliest: bigint;
  /** Whether each line starts with its container. */
  readonly hasContainer: boolean;
}

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Prints lines until there are no more, the reader exits, or, with `follow`, until Ctrl-C. */
export async function printLogs(request: PrintRequest, query: Query, io: Io): Promise<void> {
  const { follow = false, json = false, hasContainer } = request;
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
      io.stdout(entries.map((entry) => formatEntry(entry, format)).join(""));
      if ((await io.caughtUp?.()) === false) break;
    }
    if (isEmpty && !follow) io.stderr("No lines found.\n");
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, stop);
  }
}
