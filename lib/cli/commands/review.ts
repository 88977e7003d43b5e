import { existsSync, readFileSync } from "node:fs";
import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { ValidationError, inOneLine, printable, type ValidationIssue } from "../../base/errors";
import { writeFile } from "../../base/files";
import { reason, type Source } from "../../yaml/sources";
import type * as Config from "../../review/analysis/config";
import type * as Lock from "../../review/analysis/lock";
import type * as OwnRules from "../../review/analysis/custom-rules";
import type { PlanInput, PlanReviewOptions } from "../../review/plan-review";
import type * as Review from "../../review/plan-review";
import { SEVERITIES, type Severity } from "../../review/analysis/rule";
import type * as Rules from "../../review/rules";
import type * as Stacks from "../../review/stacks";
import { EXIT, readAll, styled, type Io } from "../io";

/** The verdict always has room. */
const LEAST_BYTES = 500;
const FORMATS = ["markdown", "text", "json"] as const;

interface Options {
  readonly stacks?: string | true;
  readonly format?: (typeof FORMATS)[number];
  readonly failOn?: Severity;
  readonly title?: string;
  readonly maxBytes?: number;
  readonly out?: string;
  readonly config?: string;
  readonly lockFile?: string;
}

const DEFAULT_FOLDER = "cdktf.out";
const DEFAULT_CONFIG = "scw-review.yaml";

const EXAMPLES = `
Exit codes: 0 no risk at or above --fail-on, 1 failed, 2 wrong input or arguments, 3 a risk at or above --fail-on.

Examples:
  terraform show -json plan > plan.json && scw-containers review plan.json
  cdktf diff order-api && scw-containers review --stacks
  scw-containers review --stacks --format markdown --out review.md --fail-on high
`;

export function reviewCommand(io: Io, exit: (code: number) => void): Command {
  return new Command("review")
    .description("say what Terraform plans do to production, and how risky it is")
    .addArgument(new Argument("[plan...]", "plans as terraform show -json writes them, or - for standard input"))
    .option("--stacks [folder]", `the plans that cdktf diff left in a folder (default: ${DEFAULT_FOLDER})`)
    .addOption(
      new Option("--format <format>", "how to write the report (default: text on a terminal, else markdown)").choices(
        FORMATS,
      ),
    )
    .addOption(
      new Option("--fail-on <severity>", "end with code 3 at a risk of this severity or worse").choices(SEVERITIES),
    )
    .option("--title <text>", "of the report: tells the comments of several reports apart")
    .option("--max-bytes <bytes>", "the most bytes of the report (default: 60000 for markdown)", bytes)
    .option("-o, --out <file>", "where to write the report")
    .option("--config <file>", `severities, limits and accepted risks (default: ${DEFAULT_CONFIG}, where there is one)`)
    .option("--lock-file <file>", "the lock of images (default: images.lock.json, where there is one)")
    .addHelpText("after", EXAMPLES)
    .action(async (paths: string[], options: Options) => {
      exit(await review(paths, options, io));
    });
}

async function review(paths: readonly string[], options: Options, io: Io): Promise<number> {
  // Only now, so that help comes at once.
  const { PlanReview, SecretInReportError } = require("../../review/plan-review") as typeof Review;
  const { TerraformError } = require("../../review/stacks") as typeof Stacks;
  const fail = (message: string) => {
    io.tell(`${styled(io.colors.tell, "red", "error")}: ${message}\n`);
  };
  try {
    const { plans, issues } = await plansOf(paths, options, io);
    const { title } = options;
    const lock = tried(() => lockOf(options.lockFile));
    const settings = {
      ...(title !== undefined && { title }),
      ...(await settingsOf(options.config)),
      lock: lock.result,
    };
    const reviewed = tried(() => PlanReview.of(plans, settings));
    const problems = [...issues, ...lock.issues, ...reviewed.issues];
    if (reviewed.result === undefined || problems.length > 0) throw refusal(problems);
    const { result } = reviewed;
    const report = reportOf(result, options, io);
    if (options.out === undefined) io.out(report);
    else {
      writeFile(options.out, report);
      io.out(`${printable(String(result.review.verdict))}\nWrote ${options.out}.\n`);
    }
    return options.failOn !== undefined && result.hasRisk(options.failOn) ? EXIT.risk : EXIT.ok;
  } catch (error) {
    if (error instanceof ValidationError) {
      error.issues.map(inOneLine).forEach(fail);
      return EXIT.badInput;
    }
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (error instanceof SecretInReportError || error instanceof TerraformError) fail(message);
    else if (syscall === undefined) throw error;
    else fail(`cannot write to ${options.out ?? "it"}: ${message}`);
    return EXIT.failure;
  }
}

/** What comes of it, or what is wrong with its input. */
function tried<T>(act: () => T): { readonly result?: T; readonly issues: readonly ValidationIssue[] } {
  try {
    return { result: act(), issues: [] };
  } catch (error) {
    if (error instanceof ValidationError) return { issues: error.issues };
    throw error;
  }
}

async function plansOf(
  paths: readonly string[],
  { stacks }: Options,
  { stdin }: Io,
): Promise<{ plans: PlanInput[]; issues: ValidationIssue[] }> {
  const { planInput, plansOf: plansIn } = require("../../review/stacks") as typeof Stacks;
  if (paths.length === 0 && stacks === undefined) {
    throw refusal([{ path: "", message: "there is no plan to review; name one, - for standard input, or --stacks" }]);
  }
  const sources: Source[] = [];
  for (const path of new Set(paths)) {
    if (path === "-") sources.push({ file: "stdin", bytes: await readAll(stdin) });
    else sources.push(readPlanFile(path));
  }
  const issues: ValidationIssue[] = [];
  const given: PlanInput[] = [];
  for (const source of sources) {
    const input = "problem" in source ? source.problem : planInput(source.file, source.bytes);
    if (typeof input === "string") issues.push({ file: source.file, path: "", message: input });
    else given.push(input);
  }
  const found = stacks === undefined ? [] : plansIn(stacks === true ? DEFAULT_FOLDER : stacks);
  return { plans: distinct([...given, ...found]), issues };
}

function readPlanFile(file: string): Source {
  try {
    return { file, bytes: readFileSync(file) };
  } catch (error) {
    return { file, problem: reason(error as NodeJS.ErrnoException) };
  }
}

/** Plans of one name are told apart by their paths. */
function distinct(plans: readonly PlanInput[]): PlanInput[] {
  return plans.map((plan) => {
    const isAlone = plans.filter(({ stack }) => stack === plan.stack).length === 1;
    return isAlone ? plan : { ...plan, stack: plan.file ?? plan.stack };
  });
}

async function settingsOf(config: string | undefined): Promise<Pick<PlanReviewOptions, "config" | "rules">> {
  const file = config ?? DEFAULT_CONFIG;
  if (config === undefined && !existsSync(file)) return {};
  const { readConfig } = require("../../review/analysis/config") as typeof Config;
  const { loadRules } = require("../../review/analysis/custom-rules") as typeof OwnRules;
  const { RULES } = require("../../review/rules") as typeof Rules;
  const read = readConfig(readPlanFile(file));
  const rules = [...RULES, ...(await loadRules(file, read.config.rules ?? []))];
  read.checkRisks(rules);
  return { config: read.config, rules };
}

function lockOf(file: string | undefined): Lock.ReviewLock | undefined {
  const { readImageLock } = require("../../review/analysis/lock") as typeof Lock;
  const lock = readImageLock(file);
  if (lock !== undefined || file === undefined) return lock;
  throw refusal([
    { file, path: "", message: "there is no such file; check its spelling, or run npx scw-containers lock" },
  ]);
}

function reportOf(result: Review.PlanReview, options: Options, { width, colors }: Io): string {
  const { format = width !== undefined && options.out === undefined ? "text" : "markdown", maxBytes } = options;
  const size = maxBytes === undefined ? {} : { maxBytes };
  if (format === "json") return result.toJson(size);
  if (format === "markdown") return result.toMarkdown(size);
  const hasColors = colors.out && options.out === undefined;
  return result.toText({ ...size, hasColors, ...(width !== undefined && { width }) });
}

function bytes(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= LEAST_BYTES) return number;
  throw new InvalidArgumentError(`Write a number of bytes from ${LEAST_BYTES} on.`);
}

function refusal(issues: readonly ValidationIssue[]): ValidationError {
  return new ValidationError("review", issues);
}
