import { Command } from "commander";
import { defaultOutput } from "../output-directory";

export interface StatusOptions {
  readonly output: string;
  readonly json?: boolean;
  readonly lockFile?: string;
}

const DETAILS = `
Exit codes: 0 everything is ready, 1 something is not ready or was not read, 2 invalid arguments.
Reads SCW_SECRET_KEY, or the profile of ~/.config/scw/config.yaml. The key needs ContainersReadOnly.

Examples:
  scw-containers status
  scw-containers status shop --json
  scw-containers local -- npx scw-containers status   # of a local Scaleway
`;

export function statusArguments(action: (stacks: string[], options: StatusOptions) => Promise<void>): Command {
  return new Command("status")
    .description("print the status of deployed containers, with their images, domains, schedules and queues")
    .argument("[stack...]", "the names of stacks (default: all stacks of the last synthesis)")
    .option("-o, --output <directory>", "the output directory of CDKTF", defaultOutput())
    .option("--json", "print the status as JSON (schema: scw-containers schema status)")
    .option(
      "--lock-file <file>",
      "the lock file with the image digests (default: lockFile in scw-containers.yaml, else images.lock.json)",
    )
    .addHelpText("after", DETAILS)
    .action(action);
}
