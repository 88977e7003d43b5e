import { withLogsOptions, type LogsOptions } from "./logs";
import { Command, InvalidArgumentError, Option } from "commander";

const MAX_PORT = 65_535;
export const DEFAULT_STATE_FOLDER = ".scw-local";

export interface LocalOptions {
  readonly port?: number;
  readonly state: string;
  readonly engine: "auto" | "docker" | "none";
  readonly detach?: boolean;
  readonly reset?: boolean;
}

/** What `scw-containers local` is asked to do. */
export type LocalRequest =
  | { readonly action: "serve" | "stop" | "status" | "reset" }
  | { readonly action: "run"; readonly command: readonly string[] }
  | { readonly action: "snapshot" | "restore"; readonly file: string }
  | { readonly action: "url"; readonly name: string }
  | { readonly action: "logs"; readonly name: string | undefined; readonly logs: LogsOptions }
  | { readonly action: "trigger"; readonly name: string; readonly body?: string };

type Subcommand = "stop" | "status" | "url" | "reset" | "snapshot" | "restore" | "logs" | "trigger";

const DETAILS = `
Exit codes: 0 success, 1 failure, 2 invalid arguments; after --, the exit code of the command.

Examples:
  scw-containers local                                       # serves until Ctrl-C
  scw-containers local --detach                              # serves in the background, until scw-containers local stop
  scw-containers local -- npx cdktf deploy shop              # with the server of this project, or one for this command
  scw-containers local status
  curl "$(scw-containers local url order-api)"
  scw-containers local logs order-api --follow
  scw-containers local snapshot before.json
  scw-containers local trigger nightly                       # runs a schedule now
  scw-containers local trigger worker/orders --body '{"id":1}'
`;

/** The part of the arguments before the first `--`, and the command after it, which is never read as options or subcommands. */
export function splitCommand(args: readonly string[]): {
  readonly own: readonly string[];
  readonly command?: readonly string[];
} {
  const [name, ...others] = args;
  // Otherwise Commander would remove `--`, and print its own version.
  const isPassed = name === "deploy" && !others.some((arg) => ["-h", "--help"].includes(arg));
  if (isPassed) return { own: [name, "--", ...others] };
  const separator = name === "local" ? args.indexOf("--") : -1;
  return separator < 0 ? { own: args } : { own: args.slice(0, separator), command: args.slice(separator + 1) };
}

export function localArguments(
  action: (request: LocalRequest, options: LocalOptions) => Promise<void>,
  command: readonly string[] | undefined,
): Command {
  const subcommand = (name: Subcommand, description: string) =>
    new Command(name).description(description).hook("preAction", (_, self) => {
      if (command !== undefined) self.error(`error: ${name} cannot be used with a command. Remove it.`);
    });
  const simple = (name: "stop" | "status" | "reset", description: string) =>
    subcommand(name, description).action((_, self: Command) => action({ action: name }, self.optsWithGlobals()));
  const withFile = (name: "snapshot" | "restore", description: string) =>
    subcommand(name, description)
      .argument("<file>", "the snapshot, which contains secrets")
      .action((file: string, _, self: Command) => action({ action: name, file }, self.optsWithGlobals()));
  const url = subcommand("url", "print the URL of a container on this machine")
    .argument("<name>", "the name of the container, or namespace/name")
    .action((name: string, _, self: Command) => action({ action: "url", name }, self.optsWithGlobals()));
  const logs = withLogsOptions(subcommand("logs", "print the logs of a container, or of all containers"))
    .argument("[name]", "the name of the container, namespace/name, or its ID")
    .action((name: string | undefined, options: LogsOptions, self: Command) =>
      action({ action: "logs", name, logs: options }, self.optsWithGlobals()),
    );
  const trigger = subcommand("trigger", "call the container of a trigger now, and print the status of its answer")
    .argument("<name>", "the trigger: NAME, CONTAINER/NAME or NAMESPACE/CONTAINER/NAME")
    .option("--body <text>", "the message of a queue or a subject; replaces the body of a schedule")
    .action((name: string, { body }: { body?: string }, self: Command) =>
      action({ action: "trigger", name, ...(body !== undefined && { body }) }, self.optsWithGlobals()),
    );
  return new Command("local")
    .description("run a local Scaleway: plan, apply and destroy without an account")
    .usage("[options] [-- COMMAND...]")
    .addOption(new Option("--port <port>", "the port (default: the last one, else 4580)").argParser(portNumber))
    .addOption(
      new Option("--state <directory>", "the directory with the state")
        .default(DEFAULT_STATE_FOLDER)
        .argParser(directoryName),
    )
    .addOption(
      new Option("--engine <engine>", "what runs containers: an engine that is found, Docker's API, or nothing")
        .choices(["auto", "docker", "none"] as const)
        .default("auto"),
    )
    .option("--reset", "remove all resources first")
    .option("--detach", "run the server in the background")
    .addCommand(simple("stop", "stop the server and its containers; the state stays"))
    .addCommand(simple("status", "print the server, its containers and the number of resources"))
    .addCommand(url)
    .addCommand(simple("reset", "remove all resources"))
    .addCommand(logs)
    .addCommand(withFile("snapshot", "write all resources to a file"))
    .addCommand(withFile("restore", "replace all resources by those in a file"))
    .addCommand(trigger)
    .addHelpText("after", DETAILS)
    .action((options: LocalOptions, self: Command) => {
      if (command !== undefined && !command[0])
        self.error("error: no command after --. Write one, for example -- npx cdktf deploy.");
      return action(command === undefined ? { action: "serve" } : { action: "run", command }, options);
    });
}

function directoryName(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("Pass a directory.");
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port <= MAX_PORT) return port;
  throw new InvalidArgumentError(`Pass a number from 1 to ${MAX_PORT}.`);
}
