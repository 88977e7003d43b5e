import { Argument, Command, Option } from "commander";
import { REGIONS, type Region } from "../../facts/limits";
import { ENGINES, type Engine } from "../../init/engine";

const CI_SYSTEMS = ["github", "gitlab", "both", "none"] as const;

export interface InitOptions {
  readonly manifest?: boolean;
  readonly name?: string;
  readonly region: Region;
  readonly ci: (typeof CI_SYSTEMS)[number];
  readonly engine?: Engine;
}

const DETAILS = `
Existing files are never overwritten: if one of them differs, the command fails and writes nothing.

Examples:
  scw-containers init shop
  scw-containers init shop --region nl-ams --ci gitlab
  scw-containers init --manifest --name order-api
  scw-containers init shop --engine cdktn
`;

export function initArguments(action: (directory: string, options: InitOptions) => Promise<void>): Command {
  return new Command("init")
    .description("create a project: a stack or a manifest, tests, CI, and a README")
    .addArgument(new Argument("[directory]", "the directory of the project").default("."))
    .option("--manifest", "create a project with manifests, without TypeScript")
    .option("--name <name>", "the name of the container and its stack (default: the name of the directory)")
    .addOption(new Option("--region <region>", "the region of the container").choices(REGIONS).default(REGIONS[0]))
    .addOption(new Option("--ci <system>", "the CI system to configure").choices(CI_SYSTEMS).default("github"))
    .addOption(new Option("--engine <engine>", "the engine (default: the engine of this package)").choices(ENGINES))
    .addHelpText("after", DETAILS)
    .action(action);
}
