import { Argument, Command, Option } from "commander";
import { REGIONS, type Region } from "../../facts/limits";
import { CI_OPTIONS, type CiOption } from "../../init/ci-systems";
import { ENGINES, type Engine } from "../../init/engine";

export interface InitOptions {
  readonly manifest?: boolean;
  readonly name?: string;
  readonly region: Region;
  readonly ci: CiOption;
  readonly e2e?: boolean;
  readonly engine?: Engine;
  readonly setup?: boolean;
}

const DETAILS = `
Existing files are never overwritten: if one of them differs, the command fails and writes nothing.

Examples:
  scw-containers init shop
  scw-containers init shop --region nl-ams --ci gitlab
  scw-containers init shop --e2e
  scw-containers init --manifest --name order-api
  scw-containers init shop --engine cdktn
  scw-containers init --setup --name shop --region nl-ams   # in the directory of the project
`;

export function initArguments(action: (directory: string, options: InitOptions) => Promise<void>): Command {
  return new Command("init")
    .description("create a project: a stack or a manifest, tests, CI, and a README")
    .addArgument(new Argument("[directory]", "the directory of the project").default("."))
    .option("--manifest", "create a project with manifests, without TypeScript")
    .option("--name <name>", "the name of the container and its stack (default: the name of the directory)")
    .addOption(new Option("--region <region>", "the region of the container").choices(REGIONS).default(REGIONS[0]))
    .addOption(new Option("--ci <system>", "the CI system to configure").choices(CI_OPTIONS).default("github"))
    .option("--e2e", "add a test that deploys to a local Scaleway, and its CI job")
    .addOption(new Option("--engine <engine>", "the engine (default: the engine of this package)").choices(ENGINES))
    .option(
      "--setup",
      "write nothing, and print the commands that create the registry, the bucket, the API keys and the settings of the CI",
    )
    .addHelpText("after", DETAILS)
    .action(action);
}
