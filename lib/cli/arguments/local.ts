import { Command, InvalidArgumentError, Option } from "commander";

const MAX_PORT = 65_535;
export const DEFAULT_STATE_FOLDER = ".scw-local";

export interface LocalOptions {
  readonly port?: number;
  readonly state: string;
  readonly engine: "none";
  readonly reset?: boolean;
}

/** What `scw-containers local` is asked to do. */
export type LocalRequest =
  | { readonly action: "serve" | "status" | "reset" }
  | { readonly action: "run"; readonly command: readonly string[] }
  | { readonly action: "snapshot" | "restore"; readonly file: string };

const DETAILS = `
Exit codes: 0 success, 1 failure, 2 invalid arguments; after --, the exit code of the command.

Examples:
  scw-containers local                                       # serves until Ctrl-C
  scw-containers local -- npx cdktf deploy shop              # with the server of this project, or one for this command
  scw-containers local status
  scw-containers local snapshot before.json
`;

export function localArguments(action: (request: LocalRequest, options: LocalOptions) => Promise<void>): Command {
  const local = new Command("local");
  const subcommand = (name: "status" | "reset", description: string) =>
    new Command(name)
      .description(description)
      .action((_, command: Command) => action({ action: name }, command.optsWithGlobals()));
  const fileCommand = (name: "snapshot" | "restore", description: string) =>
    new Command(name)
      .description(description)
      .argument("<file>", "the snapshot, which contains secrets")
      .action((file: string, _, command: Command) => action({ action: name, file }, command.optsWithGlobals()));
  return local
    .description("run a local Scaleway: plan, apply and destroy without an account")
    .argument("[command...]", "after --: a command that uses it, with the variables of the provider")
    .addOption(new Option("--port <port>", "the port (default: the last one, else 4580)").argParser(portNumber))
    .option("--state <directory>", "the directory with the state", DEFAULT_STATE_FOLDER)
    .addOption(
      new Option("--engine <engine>", "what runs containers: nothing yet").choices(["none"] as const).default("none"),
    )
    .option("--reset", "remove all resources first")
    .addCommand(subcommand("status", "print the URL and the number of resources"))
    .addCommand(subcommand("reset", "remove all resources"))
    .addCommand(fileCommand("snapshot", "write all resources to a file"))
    .addCommand(fileCommand("restore", "replace all resources by those in a file"))
    .addHelpText("after", DETAILS)
    .action((command: string[], options: LocalOptions) =>
      action(command.length === 0 ? { action: "serve" } : { action: "run", command }, options),
    );
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port <= MAX_PORT) return port;
  throw new InvalidArgumentError(`Pass a number from 1 to ${MAX_PORT}.`);
}
