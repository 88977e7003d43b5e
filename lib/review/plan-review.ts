import { ValidationError, type ValidationIssue } from "../base/errors";
import { count } from "../base/text";
import { BYTES_PER_MB } from "../facts/limits";
import { terraformCommand } from "../base/terraform-program";
import { requireObject } from "../schema/parse";
import { buildReview, type PlanWithSource } from "./analysis/build-review";
import { configChanges } from "./analysis/config-changes";
import { LockIndex, maskLock, type ReviewLock } from "./analysis/lock";
import type { Review } from "./analysis/review";
import type { ReviewConfig } from "./analysis/review-config";
import type { ReviewScope } from "./analysis/review";
import { DEFAULT_LIMITS, type ReviewRule } from "./analysis/rule";
import { isAtLeast, type Severity } from "./analysis/severity";
import { riskLabel } from "./analysis/verdict";
import type { AttributeChange, Value } from "./plan/plan";
import { JsonProblem } from "./plan/json-cursor";
import { maskPlan } from "./plan/mask-plan";
import type { RemovedStackState, UnsearchedPlace } from "./plan/plan";
import { scanPlans, type ScannedPlan } from "./plan/scan-plan";
import { Secrets } from "./plan/secrets";
import { NO_STACK_FILE, readStackFile } from "./plan/stack-file";
import { jsonReport } from "./report/json-report";
import { markdown, markdownLine } from "./report/markdown";
import { fit, type SizeBudget } from "./report/size-budget";
import { textReport } from "./report/text-report";
import { RULES } from "./rules";

/** A plan to review, with what is known about it. */
export interface PlanInput {
  /** The output of `terraform show -json` (or `tofu show -json`) for a plan. */
  readonly plan: Uint8Array | string;
  /** The name of the stack in reports. */
  readonly stack: string;
  /** The name of the file in error messages. @default - the name of the stack */
  readonly file?: string | undefined;
  /** The stack's cdk.tf.json. With it, reports have construct paths instead of addresses with hashes. @default - none */
  readonly stackJson?: string | undefined;
  /** The SHA-256 hash of the plan file, for the JSON report. @default - none */
  readonly planSha256?: string | undefined;
  /** The commands that apply the plan, for the reports. @default - none */
  readonly apply?: readonly string[] | undefined;
  /** @internal */
  readonly removed?: RemovedStackState | undefined;
  /** @internal */
  readonly unsearched?: readonly UnsearchedPlace[] | undefined;
}

/** The options of `PlanReview.fromPlans`. */
export interface PlanReviewOptions {
  /** A title in the first line, which also distinguishes the comments of several reports. @default - none */
  readonly title?: string | undefined;
  /**
   * Severities, limits and accepted risks.
   * @default - the severity of each rule, no accepted risks
   * @example
   * ```ts
   * config: { severities: { drift: "high" }, limits: { floorIncreaseEur: 50 } }
   * ```
   */
  readonly config?: ReviewConfig | undefined;
  /**
   * The configuration on the target branch. It counts in place of `config`, and the report lists the differences: a pull request
   * cannot accept its own risks.
   * @default - `config` counts
   */
  readonly baseConfig?: ReviewConfig | undefined;
  /**
   * The rules that look for risks. Custom rules are added to those of the library.
   * @default - all rules of the library
   * @example
   * ```ts
   * rules: RULES.filter(({ id }) => id !== "mutable-tag")
   * ```
   */
  readonly rules?: readonly ReviewRule[] | undefined;
  /** A lock to compare the deployed digests with, for example from `readImageLock()`. @default - none */
  readonly lock?: ReviewLock | undefined;
  /** The day on which acceptances are checked, for example 2027-01-31. @default - today, in UTC */
  readonly today?: string | undefined;
  /** @internal */
  readonly scope?: ReviewScope | undefined;
  /** @internal Called with what the review does, such as `Reading 34 of 97 MB of plans`. */
  readonly showProgress?: ((text: string) => void) | undefined;
}

/** The options of `toMarkdown` and `toJson`. */
export interface ReportOptions {
  /** The size limit of the report in bytes. The least important parts are omitted first. @default 60000 for Markdown, otherwise no limit */
  readonly maxBytes?: number | undefined;
}

/** The options of `toText`. */
export interface TextReportOptions extends ReportOptions {
  /** The width of the terminal in columns. @default 100 */
  readonly width?: number | undefined;
  /** Whether the report contains ANSI colors. @default false */
  readonly hasColors?: boolean | undefined;
}

/** The limit of GitHub for a comment is 65 536 characters. The rest is for text that other tools add. */
const DEFAULT_MAX_BYTES = 60_000;

const DEFAULT_WIDTH = 100;

/**
 * A report was not written because it would show a secret. `toMarkdown`, `toText` and `toJson` throw it. The message names the places
 * that can contain the secret, never the secret.
 * @example
 * ```ts
 * try {
 *   console.log(PlanReview.fromPlans([{ plan: readFileSync("plan.json"), stack: "shop" }]).toMarkdown());
 * } catch (error) {
 *   if (!(error instanceof SecretInReportError)) throw error;
 *   console.error(error.message);
 * }
 * ```
 */
export class SecretInReportError extends Error {
  /** The name of the class, which works across copies of this library. */
  public override readonly name = "SecretInReportError";

  constructor() {
    super(
      "the report would show a secret of the plan, and is not written. Remove the secret from the title, from the names of stacks and files, from the reasons in the configuration, or from custom rules.",
    );
  }
}

/**
 * The effect of plans on production. `scw-containers review` prints the same reports. Secrets of the plans are masked before anything else
 * reads them.
 * @example
 * ```ts
 * import { readFileSync } from "node:fs";
 * import { PlanReview } from "cdktf-scaleway-containers/review";
 *
 * const review = PlanReview.fromPlans([{ plan: readFileSync("plan.json"), stack: "shop" }]);
 * console.log(review.toText());
 * if (review.hasRisk("high")) process.exitCode = 1;
 * ```
 */
export class PlanReview {
  /**
   * Reviews plans.
   * @param plans the plans of one run, one per stack
   * @example
   * ```ts
   * const review = PlanReview.fromPlans([{ plan: readFileSync("plan.json"), stack: "shop" }], {
   *   title: "Production",
   *   lock: readImageLock(),
   * });
   * ```
   * @throws ValidationError with every problem of all plans, if one is not valid, or if the options are not a plain object
   */
  public static fromPlans(plans: readonly PlanInput[], options: PlanReviewOptions = {}): PlanReview {
    requireObject("PlanReview.fromPlans", options);
    const secrets = new Secrets();
    const { showProgress } = options;
    const scanned = scanAll(plans, secrets, showProgress);
    showProgress?.(`Reviewing ${count(plans.length, "plan")}`);
    for (const { stack } of plans) secrets.allow(stack);
    const sources = scanned.map(({ plan, ...source }): PlanWithSource => ({
      ...source,
      plan: maskPlan(plan, secrets),
    }));
    const { title = "", rules = RULES, scope, today = new Date().toISOString().slice(0, 10), baseConfig } = options;
    const ownConfig = options.config ?? {};
    const config = baseConfig ?? ownConfig;
    const changes = baseConfig === undefined ? [] : maskValues(configChanges(baseConfig, ownConfig), secrets);
    const lock = new LockIndex(options.lock === undefined ? [] : maskLock(options.lock, secrets));
    const { floorIncreaseEur, ceilingIncreaseEur, memoryQuotaGb } = config.limits ?? {};
    const limits = {
      floorIncreaseEur: floorIncreaseEur ?? DEFAULT_LIMITS.floorIncreaseEur,
      ceilingIncreaseEur: ceilingIncreaseEur ?? DEFAULT_LIMITS.ceilingIncreaseEur,
      memoryQuotaGb: memoryQuotaGb ?? DEFAULT_LIMITS.memoryQuotaGb,
      allowedRegistries: config.allowedRegistries,
    };
    return new PlanReview(
      buildReview(sources, { title, config, configChanges: changes, rules, today, limits, lock, scope }),
      secrets,
    );
  }

  private constructor(
    /** The content of the reports in all formats. */
    public readonly review: Review,
    private readonly secrets: Secrets,
  ) {}

  /**
   * Whether there is a risk of at least a severity that is not accepted.
   * @example
   * ```ts
   * PlanReview.fromPlans([{ plan: readFileSync("plan.json"), stack: "shop" }]).hasRisk("critical"); // false
   * ```
   */
  public hasRisk(severity: Severity): boolean {
    return isAtLeast(this.review.severity, severity);
  }

  /**
   * Returns the report as Markdown for a comment on a pull request.
   * @throws SecretInReportError if the report would show a secret, ValidationError if the options are not a plain object
   */
  public toMarkdown(options: ReportOptions = {}): string {
    requireObject("PlanReview.toMarkdown", options);
    const { maxBytes = DEFAULT_MAX_BYTES } = options;
    return this.report(markdown(this.review), maxBytes, markdownLine(this.review));
  }

  /**
   * Returns the report as text for a terminal.
   * @throws SecretInReportError if the report would show a secret, ValidationError if the options are not a plain object
   */
  public toText(options: TextReportOptions = {}): string {
    requireObject("PlanReview.toText", options);
    const { maxBytes, width = DEFAULT_WIDTH, hasColors = false } = options;
    const render = (budget: SizeBudget) => textReport(this.review, budget, { width, hasColors });
    return this.report(render, maxBytes, `${riskLabel(this.review.severity)}. The report exceeds the size limit.\n`);
  }

  /**
   * Returns the report as JSON for programs: a `Review`, with its sentences as plain text. docs/review.schema.json is its JSON Schema.
   * @throws SecretInReportError if the report would show a secret, ValidationError if the options are not a plain object
   */
  public toJson(options: ReportOptions = {}): string {
    requireObject("PlanReview.toJson", options);
    const { formatVersion, severity } = this.review;
    const render = (budget: SizeBudget) => jsonReport(this.review, budget);
    return this.report(render, options.maxBytes, `${JSON.stringify({ formatVersion, severity })}\n`);
  }

  private report(render: (budget: SizeBudget) => string, maxBytes: number | undefined, smallest: string): string {
    const lists = Object.values(this.review).filter((value) => Array.isArray(value));
    const longestList = Math.max(...lists.map(({ length }) => length));
    const report = fit(render, maxBytes ?? Infinity, longestList) ?? smallest;
    if (this.secrets.areIn(report)) throw new SecretInReportError();
    return report;
  }
}

function maskValues(changes: readonly AttributeChange[], secrets: Secrets): AttributeChange[] {
  const mask = (value: Value | undefined) => (typeof value === "string" ? secrets.mask(value) : value);
  return changes.map(({ path, before, after }) => ({
    path: secrets.mask(path),
    before: mask(before),
    after: mask(after),
  }));
}

type ScannedSource = Omit<PlanWithSource, "plan"> & { readonly plan: ScannedPlan };

function scanAll(
  plans: readonly PlanInput[],
  secrets: Secrets,
  showProgress: PlanReviewOptions["showProgress"],
): ScannedSource[] {
  const megabytes = Math.ceil(plans.reduce((sum, { plan }) => sum + plan.length, 0) / BYTES_PER_MB);
  let readBytes = 0;
  const sources: ScannedSource[] = [];
  const issues: ValidationIssue[] = [];
  for (const input of [...plans].sort(byStack)) {
    const { plan, stack, file = stack, stackJson, planSha256, apply = [], removed, unsearched } = input;
    const stackFile = stackJson === undefined ? NO_STACK_FILE : readStackFile(stackJson);
    try {
      const scanned = scanPlans(toUtf8(plan), stack, stackFile, secrets, (bytes) => {
        showProgress?.(`Reading ${Math.floor((readBytes + bytes) / BYTES_PER_MB)} of ${megabytes} MB of plans`);
      });
      readBytes += plan.length;
      // The commands apply all plans of a file.
      for (const [index, each] of scanned.entries()) {
        sources.push({ plan: { ...each, removed, unsearched }, planSha256, apply: index === 0 ? apply : [] });
      }
    } catch (error) {
      if (!(error instanceof JsonProblem)) throw error;
      const program = terraformCommand();
      const remedy = `Run ${program} plan -out=PLANFILE, then ${program} show -json PLANFILE > plan.json.`;
      issues.push({ code: error.code, file, path: "", message: `${error.message} ${remedy}` });
    }
  }
  if (issues.length > 0) throw new ValidationError("review", issues);
  return sources;
}

function byStack(a: PlanInput, b: PlanInput): number {
  return a.stack < b.stack ? -1 : 1;
}

/** @internal PowerShell writes UTF-16. */
export function toUtf8(plan: Uint8Array | string): Uint8Array {
  if (typeof plan === "string") return Buffer.from(plan);
  const isUtf16 = plan[0] === 0xff && plan[1] === 0xfe;
  if (isUtf16) return Buffer.from(Buffer.from(plan).toString("utf16le").slice(1));
  const hasByteOrderMark = plan[0] === 0xef && plan[1] === 0xbb && plan[2] === 0xbf;
  return hasByteOrderMark ? plan.subarray(3) : plan;
}
