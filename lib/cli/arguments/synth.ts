import { Command } from "commander";
import { defaultOutput } from "../output-directory";

export interface SynthOptions {
  readonly output: string;
  readonly lockFile?: string;
  readonly config?: string;
  readonly raiseLimit?: readonly string[];
  readonly strict?: boolean;
  readonly check?: boolean;
  readonly quiet?: boolean;
}

const DETAILS = `
The values of secrets are written to secrets.auto.tfvars.json, next to cdk.tf.json.

Examples:
  scw-containers synth order-api.yaml
  scw-containers synth manifests/ --strict
  scw-containers synth manifests/ --strict --check   # tests without secrets
  scw-containers synth order-api.yaml --raise-limit container.maxScale=500
  cdktf deploy --app "npx scw-containers synth order-api.yaml"   # in a directory with a cdktf.json
`;

export function synthArguments(action: (paths: string[], options: SynthOptions) => Promise<void>): Command {
  return new Command("synth")
    .description("synthesize Terraform stacks from OpenMCF manifests")
    .argument("<path...>", "manifests, directories of manifests, or - for stdin")
    .option("-o, --output <directory>", "the output directory", defaultOutput())
    .option("--lock-file <file>", "the lock file with the image digests (default: images.lock.json if it exists)")
    .option("--config <file>", "the settings of the project (default: scw-containers.yaml if it exists)")
    .option(
      "--raise-limit <name=value>",
      "accept values up to a new limit of Scaleway, with a warning; repeatable",
      (value: string, previous: readonly string[] | undefined) => [...(previous ?? []), value],
    )
    .option("--strict", "fail on warnings, and write nothing")
    .option("--check", "write nothing, and use placeholders for environment variables that are not set")
    .option("-q, --quiet", "print only warnings and errors")
    .addHelpText("after", DETAILS)
    .action(action);
}
