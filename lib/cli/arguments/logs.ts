import { Command, InvalidArgumentError, Option } from "commander";
import { DEFAULT_TAIL } from "../logs/read";
import { parseSince } from "../logs/since";
import { defaultOutput } from "../output-directory";

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

/** The options of `scw-containers logs`. */
export interface DeployedLogsOptions extends LogsOptions {
  /** Whether the containers in error are printed, and not one container. */
  readonly failed?: boolean;
  readonly region?: string;
  readonly output: string;
}

const DETAILS = `
The token is the secret key of a Cockpit token that can query logs, in COCKPIT_TOKEN:
  scw cockpit token create name=logs token-scopes.0=read_only_logs region=fr-par

Secrets of the stacks are printed as ***. Exit codes: 0 success, 1 failure, 2 invalid arguments.

Examples:
  scw-containers logs order-api                     # the last 1000 lines
  scw-containers logs order-api --follow --tail 20  # until Ctrl-C
  scw-containers logs order-api --since 1h --grep error
  scw-containers logs order-api --json | jq -r .message
  scw-containers logs --failed                      # the last 50 lines of each container in error
`;

export function logsArguments(
  action: (name: string | undefined, options: DeployedLogsOptions) => Promise<void>,
): Command {
  return withLogsOptions(new Command("logs").description("print the logs of a deployed container"))
    .argument("[name]", "the name of the container, namespace/name, or its ID (default: the only one of the stacks)")
    .addOption(
      new Option("--failed", "print the last 50 lines of each container of the stacks that is in error").conflicts([
        ...["follow", "since", "tail", "grep"],
      ]),
    )
    .addOption(
      new Option("--region <region>", "the region of a container that no stack contains").argParser(regionName),
    )
    .option("-o, --output <directory>", "the directory with the stacks", defaultOutput())
    .addHelpText("after", DETAILS)
    .action((name: string | undefined, options: DeployedLogsOptions, self: Command) => {
      if (name !== undefined && options.failed === true)
        self.error("error: --failed cannot be used with a name. Remove one of them.");
      return action(name, options);
    });
}

function regionName(text: string): string {
  if (/^[a-z]{2}-[a-z]{3}$/.test(text)) return text;
  throw new InvalidArgumentError("Pass a region, such as fr-par.");
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
  const now = Date.now();
  const time = parseSince(text, now);
  if (time === undefined)
    throw new InvalidArgumentError("Pass a duration, such as 10m, or a time, such as 2026-11-29T10:00:00Z.");
  if (time > BigInt(now) * 1_000_000n) {
    throw new InvalidArgumentError(`This time is in the future: now it is ${new Date(now).toISOString()}.`);
  }
  return time;
}

function lineCount(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) <= MAX_TAIL) return Number(text);
  throw new InvalidArgumentError(`Pass a number from 0 to ${MAX_TAIL}.`);
}
