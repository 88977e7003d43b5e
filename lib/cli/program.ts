import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { initCommand } from "../init/project";
import { EXIT, styled, type Io } from "./io";
import { lockCommand } from "./commands/lock";
import { reviewCommand } from "./commands/review";
import { schemaCommand } from "./commands/schema";
import { synthCommand } from "./commands/synth";

/** Runs scw-containers. Commands load what they need themselves, so that help and version come at once. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.ok;
  const program = new Command("scw-containers")
    .description("Scaleway Serverless Containers: stacks from manifests, digests of images, and reviews of plans")
    .version(version(), "-v, --version")
    .addCommand(initCommand(io, (exit) => (code = exit)))
    .addCommand(synthCommand(io, (exit) => (code = exit)))
    .addCommand(lockCommand(io, (exit) => (code = exit)))
    .addCommand(reviewCommand(io, (exit) => (code = exit)))
    .addCommand(schemaCommand(io))
    .addHelpText("after", HELP);
  for (const command of [program, ...program.commands]) {
    command.showHelpAfterError("(see --help)").exitOverride().configureOutput({ writeOut: io.out, writeErr: io.tell });
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    // Commander has told it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.badInput;
    const { message = String(error) } = error as Partial<Error>;
    io.tell(`${styled(io.colors.tell, "red", "error")}: ${message}\n`);
    return EXIT.failure;
  }
}

const HELP = `
Exit codes: 0 done, 1 failed, 2 wrong input or arguments, 3 a risk (review --fail-on).

Examples:
  scw-containers init shop
  scw-containers synth order-api.yaml && terraform -chdir=cdktf.out/stacks/order-api init
  scw-containers lock --check
  scw-containers review --stacks
`;

function version(): string {
  const text = readFileSync(join(__dirname, "..", "..", "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
