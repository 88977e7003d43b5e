import { Command } from "commander";

const DETAILS = `
All arguments and options are those of cdktf deploy. If the deployment fails, the last 50 lines of each container in error are
printed, with the token in COCKPIT_TOKEN: see scw-containers logs --help. The exit code is that of cdktf deploy.

Examples:
  scw-containers deploy order-api
  scw-containers deploy order-api --auto-approve
`;

export function deployArguments(action: (args: readonly string[], options: object) => Promise<void>): Command {
  return new Command("deploy")
    .description("run cdktf deploy, and print the logs of containers in error if it fails")
    .usage("[stacks...] [options of cdktf deploy]")
    .argument("[args...]")
    .allowUnknownOption()
    .addHelpText("after", DETAILS)
    .action((args: readonly string[]) => action(args, {}));
}
