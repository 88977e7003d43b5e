import { ValidationError, type ValidationIssue } from "../base/errors";
import { buildReview, type PlanWithSource } from "./analysis/build-review";
import type { ReviewConfig } from "./analysis/review-config";
import { JsonProblem } from "./plan/json-cursor";
import { jsonReport } from "./report/json-report";
import { maskLock, type ReviewLock } from "./analysis/lock";
import { markdown, markdownLine } from "./report/markdown";
import { maskPlan } from "./plan/mask-plan";
import type { Review } from "./analysis/review";
import { fit } from "./report/size-budget";
import { DEFAULT_LIMITS, type ReviewLimits, type ReviewRule } from "./analysis/rule";
import { isAtLeast, type Severity } from "./analysis/severity";
import { RULES } from "./rules";
import { scanPlan } from "./plan/scan-plan";
import { Secrets } from "./plan/secrets";
import { NO_STACK_FILE, readStackFile } from "./plan/stack-file";
import { textReport } from "./report/text-report";
import { riskWords } from "./analysis/verdict";

/** A plan to review. */
export interface PlanInput {
  /** What `terraform show -json` (or `tofu show -json`) prints of a plan. */
  readonly plan: Uint8Array | string;
  /** The name of the stack, as reports show it. */
  readonly stack: string;
  /** How messages name it. @default - the stack */
  readonly file?: string | undefined;
  /** The stack's cdk.tf.json: with it a report has the paths of constructs in place of hashed addresses. @default - none */
  readonly synthesized?: string | undefined;
  /** Of the plan's file. @default - not told */
  readonly planSha256?: string | undefined;
  /** The commands that apply the plan. @default - none are told */
  readonly apply?: readonly string[] | undefined;
}

export interface PlanReviewOptions {
  /** Stands in the first line, and tells the comments of several reports apart. @default - none */
  readonly title?: string | undefined;
  /** Severities, limits and accepted risks. @default - each rule's own severity, nothing is accepted */
  readonly config?: ReviewConfig | undefined;
  /** @default - all rules of the library */
  readonly rules?: readonly ReviewRule[] | undefined;
  /** Tells digests that were reviewed with the lock from others: `readImageLock()`. @default - none */
  readonly lock?: ReviewLock | undefined;
  /** The day by which acceptances expire, as 2027-01-31. @default - today, in UTC */
  readonly today?: string | undefined;
}

export interface ReportOptions {
  /** The most bytes of the report. What a reader misses least is left out first. @default 60000 for Markdown, else no limit */
  readonly maxBytes?: number | undefined;
}

export interface TextReportOptions extends ReportOptions {
  /** Columns of the terminal. @default 100 */
  readonly width?: number | undefined;
  /** @default false */
  readonly hasColors?: boolean | undefined;
}

/** As much as GitHub takes in a comment, with some room for what others add. */
export const DEFAULT_MAX_BYTES = 60_000;

/** A report that would have shown a secret, and was not made. */
export class SecretInReportError extends Error {
  public override readonly name = "SecretInReportError";

  constructor() {
    super(
      "the report would show a secret of the plan, and is not written: look for it in the title, in the names of stacks and files, in reasons of the configuration and in rules of your own",
    );
  }
}

/** What plans do to production: the same as `scw-containers review`. */
export class PlanReview {
  /**
   * @throws ValidationError for what is no plan, with every problem of all
   */
  public static of(plans: readonly PlanInput[], options: PlanReviewOptions = {}): PlanReview {
    const secrets = new Secrets();
    const sources: PlanWithSource[] = [];
    const issues: ValidationIssue[] = [];
    for (const input of [...plans].sort((a, b) => (a.stack < b.stack ? -1 : 1))) {
      const { plan, stack, file = stack, synthesized, planSha256, apply = [] } = input;
      const stackFile = synthesized === undefined ? NO_STACK_FILE : readStackFile(synthesized);
      try {
        const scanned = scanPlan(utf8(plan), stack, stackFile, secrets);
        sources.push({
          plan: scanned,
          apply,
          ...(planSha256 !== undefined && { planSha256 }),
        });
      } catch (error) {
        if (!(error instanceof JsonProblem)) throw error;
        issues.push({ file, path: "", message: `${error.message}; ${REMEDY}` });
      }
    }
    if (issues.length > 0) throw new ValidationError("review", issues);
    for (const { stack } of plans) secrets.allow(stack);
    for (const { plan } of sources) maskPlan(plan, secrets);
    const { title = "", config = {}, rules = RULES, today = new Date().toISOString().slice(0, 10) } = options;
    const lock = options.lock === undefined ? [] : maskLock(options.lock, secrets);
    const set = Object.entries(config.limits ?? {}).filter(([, limit]) => typeof limit === "number");
    const limits: ReviewLimits = { ...DEFAULT_LIMITS, ...(Object.fromEntries(set) as Partial<ReviewLimits>) };
    return new PlanReview(buildReview(sources, { title, config, rules, today, limits, lock }), secrets);
  }

  private constructor(
    /** What the formats show. */
    public readonly review: Review,
    private readonly secrets: Secrets,
  ) {}

  /** Whether there is a risk, which is not accepted, of a severity or worse. */
  public hasRisk(severity: Severity): boolean {
    return isAtLeast(this.review.severity, severity);
  }

  /** @throws SecretInReportError */
  public toMarkdown({ maxBytes = DEFAULT_MAX_BYTES }: ReportOptions = {}): string {
    const report = fit(markdown(this.review), maxBytes, this.size);
    return this.checked(report ?? markdownLine(this.review));
  }

  /** @throws SecretInReportError */
  public toText({ maxBytes = Infinity, width = 100, hasColors = false }: TextReportOptions = {}): string {
    const report = fit((room) => textReport(this.review, room, { width, hasColors }), maxBytes, this.size);
    return this.checked(report ?? `${riskWords(this.review.severity)}; the report is too large to be shown.\n`);
  }

  /** @throws SecretInReportError */
  public toJson({ maxBytes = Infinity }: ReportOptions = {}): string {
    const report = fit((room) => jsonReport(this.review, room), maxBytes, this.size);
    return this.checked(report ?? `${JSON.stringify({ formatVersion: "1.0", severity: this.review.severity })}\n`);
  }

  /** The last look at a report before anybody sees it. */
  private checked(report: string): string {
    if (this.secrets.areIn(report)) throw new SecretInReportError();
    return report;
  }

  /** The length of the longest list. */
  private get size(): number {
    const lists = Object.values(this.review).filter((each) => Array.isArray(each));
    return Math.max(...lists.map(({ length }) => length));
  }
}

const REMEDY = "write it with terraform show -json PLANFILE > plan.json";

/** PowerShell writes UTF-16. */
function utf8(plan: Uint8Array | string): Uint8Array {
  if (typeof plan === "string") return Buffer.from(plan);
  const isUtf16 = plan[0] === 0xff && plan[1] === 0xfe;
  if (isUtf16) return Buffer.from(Buffer.from(plan).toString("utf16le").slice(1));
  const hasMark = plan[0] === 0xef && plan[1] === 0xbb && plan[2] === 0xbf;
  return hasMark ? plan.subarray(3) : plan;
}
