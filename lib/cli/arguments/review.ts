import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { terraformCommand } from "../../base/terraform-program";
import { SEVERITIES, type Severity } from "../../review/analysis/severity";

/** The verdict always fits. */
const MIN_REPORT_BYTES = 500;
const FORMATS = ["markdown", "text", "json"] as const;

export interface ReviewOptions {
  /** `true` is the default directory. */
  readonly stacks?: string | true;
  readonly format?: (typeof FORMATS)[number];
  readonly failOn?: Severity;
  readonly title?: string;
  readonly maxBytes?: number;
  readonly out?: string;
  readonly config?: string;
  readonly baseConfig?: string;
  readonly lockFile?: string;
}

const details = () => `
Exit codes: 0 no risk at or above --fail-on, 1 failure, 2 invalid input or arguments, 3 risk at or above --fail-on.
Accepted risks and rules that are off do not cause exit code 3. The first line of the report names them.

Examples:
  ${terraformCommand()} show -json plan > plan.json && scw-containers review plan.json
  cdktf diff order-api && scw-containers review --stacks
  scw-containers review --stacks --format markdown --out review.md --fail-on high
`;

export function reviewArguments(action: (paths: string[], options: ReviewOptions) => Promise<void>): Command {
  return new Command("review")
    .description("report what Terraform plans change in production, and the risks")
    .addArgument(new Argument("[plan...]", `plans in the format of ${terraformCommand()} show -json, or - for stdin`))
    .option(
      "--stacks [directory]",
      "review the saved plans of the stacks in a directory (default: cdktf.out), and plan the destruction of removed stacks",
    )
    .addOption(
      new Option("--format <format>", "the report format (default: text on a terminal, else markdown)").choices(
        FORMATS,
      ),
    )
    .addOption(
      new Option("--fail-on <severity>", "exit with code 3 on a risk of this severity or higher").choices(SEVERITIES),
    )
    .option("--title <text>", "the title of the report, which identifies its comment in a pull request")
    .option("--max-bytes <bytes>", "the maximum size of the report (default: 60000 for markdown)", reportBytes)
    .option("-o, --out <file>", "write the report to a file instead of stdout")
    .option("--config <file>", "severities, limits and accepted risks (default: scw-review.yaml if it exists)")
    .option(
      "--base-config <file>",
      "the configuration of the target branch, which replaces --config; a missing file means no configuration",
    )
    .option(
      "--lock-file <file>",
      "the lock file with the image digests (default: lockFile in scw-containers.yaml, else images.lock.json)",
    )
    .addHelpText("after", details())
    .action(action);
}

function reportBytes(text: string): number {
  const bytes = Number(text);
  if (/^\d+$/.test(text) && bytes >= MIN_REPORT_BYTES) return bytes;
  throw new InvalidArgumentError(`Pass a number of bytes, at least ${MIN_REPORT_BYTES}.`);
}
