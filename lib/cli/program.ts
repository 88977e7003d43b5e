import { Command, CommanderError } from "commander";
import { packageVersion } from "../base/package";
import { displayPath } from "../base/secret-text";
import { terraformCommand } from "../base/terraform-program";
import { deployArguments } from "./arguments/deploy";
import { initArguments } from "./arguments/init";
import { localArguments, splitCommand } from "./arguments/local";
import { lockArguments } from "./arguments/lock";
import { logsArguments } from "./arguments/logs";
import { reviewArguments } from "./arguments/review";
import { schemaArguments } from "./arguments/schema";
import { statusArguments } from "./arguments/status";
import { synthArguments } from "./arguments/synth";
import { EXIT, styled, type Io } from "./io";
import { runCommand } from "./run-command";

/** What a command does with its positional arguments and options. */
type Action<Values, Options> = (values: Values, options: Options, io: Io) => number | Promise<number>;

const help = () => `
Exit codes: 0 success, 1 failure, 2 invalid input or arguments, 3 risk found (review --fail-on).

Examples:
  scw-containers init shop
  scw-containers synth order-api.yaml && ${terraformCommand()} -chdir=cdktf.out/stacks/order-api init
  scw-containers lock --check
  scw-containers review --stacks
  scw-containers deploy shop
  scw-containers status shop
  scw-containers logs order-api --follow
  scw-containers local -- npx cdktf deploy shop
`;

/** Runs scw-containers, and returns its exit code. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.ok;
  const { own, command } = splitCommand(args);
  /** Loads a command when it runs: help and version load neither CDKTF nor zod. */
  const lazily =
    <Values, Options>(load: () => Promise<Action<Values, Options>>) =>
    async (values: Values, options: Options): Promise<void> => {
      exitCode = await runCommand(async () => (await load())(values, options, io), io);
    };
  const program = new Command("scw-containers")
    .description("Create, review, deploy and operate stacks of Scaleway Serverless Containers")
    .version(packageVersion(), "-v, --version")
    .addCommand(initArguments(lazily(async () => (await import("./commands/init.js")).init)))
    .addCommand(synthArguments(lazily(async () => (await import("./commands/synth.js")).synth)))
    .addCommand(lockArguments(lazily(async () => (await import("./commands/lock.js")).lock)))
    .addCommand(reviewArguments(lazily(async () => (await import("./commands/review.js")).review)))
    .addCommand(deployArguments(lazily(async () => (await import("./commands/deploy.js")).deploy)))
    .addCommand(statusArguments(lazily(async () => (await import("./commands/status.js")).status)))
    .addCommand(logsArguments(lazily(async () => (await import("./commands/logs.js")).logs)))
    .addCommand(
      localArguments(
        lazily(async () => (await import("./commands/local.js")).local),
        command,
      ),
    )
    .addCommand(schemaArguments(lazily(async () => (await import("./commands/schema.js")).schema)))
    .addHelpText("after", help());
  for (const each of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
    each
      .showHelpAfterError("(see --help)")
      .exitOverride()
      .configureOutput({
        writeOut: io.stdout,
        writeErr: io.stderr,
        outputError: (text, write) => {
          write(withoutSecrets(text, args));
        },
      });
  }
  try {
    await program.parseAsync(own, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has printed its own errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.badInput;
    // Not one line: the output of a failed program is part of its message.
    io.stderr(
      `${styled(io.colors.stderr, "red", "error")}: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return EXIT.failure;
  }
}

/** An error of Commander, which quotes arguments: they may be misplaced secrets, or long. */
function withoutSecrets(text: string, args: readonly string[]): string {
  const values = args.flatMap((arg) => [arg, arg.slice(arg.indexOf("=") + 1)]).filter((value) => value !== "");
  // The longest first: it may contain another argument.
  const longestFirst = [...new Set(values)].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((result, value) => result.replaceAll(value, () => displayArgument(value)), text);
}

function displayArgument(argument: string): string {
  return argument.startsWith("--") && argument.includes("=") ? argument.replace(/=.*/s, "=…") : displayPath(argument);
}
