import { InvalidArgumentError, Option, type Command } from "commander";
import { DEFAULT_TAIL } from "../logs/read";
import { parseSince } from "../logs/since";

/** Cockpit returns no more lines for one query. */
const MAX_TAIL = 5000;

/** The options of commands that print logs. */
export interface LogsOptions {
  readonly follow?: boolean;
  /** In nanoseconds since 1970. */
  readonly since?: bigint;
  /** The number of the last lines. */
  readonly tail?: number;
  readonly grep?: string;
  readonly json?: boolean;
}

export function withLogsOptions(command: Command): Command {
  return command
    .option("-f, --follow", "print new lines as they come, until Ctrl-C")
    .addOption(
      new Option("--since <time>", "print the lines since 10m, 1h30m or 2026-11-29T10:00:00Z").argParser(sinceTime),
    )
    .addOption(
      new Option(
        "-n, --tail <lines>",
        `print the last lines only (default: all with --since, otherwise ${DEFAULT_TAIL})`,
      ).argParser(lineCount),
    )
    .option("--grep <text>", "print only lines that contain this text")
    .option("--json", "print one JSON object per line");
}

function sinceTime(text: string): bigint {
  const time = parseSince(text, Date.now());
  if (time === undefined)
    throw new InvalidArgumentError("Pass a duration, such as 10m, or a time, such as 2026-11-29T10:00:00Z.");
  return time;
}

function lineCount(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) <= MAX_TAIL) return Number(text);
  throw new InvalidArgumentError(`Pass a number from 0 to ${MAX_TAIL}.`);
}
