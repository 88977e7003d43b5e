import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { isSystemError } from "../base/files";
import { REVIEW_CONFIG_FILE } from "../facts/file-names";
import { fileProblem, type Source } from "../yaml/sources";
import { readConfig } from "./analysis/config";
import { loadRules } from "./analysis/custom-rules";
import { readImageLock, type ReviewLock } from "./analysis/lock";
import type { ReviewRule } from "./analysis/rule";
import { PlanReview, type PlanInput, type PlanReviewOptions } from "./plan-review";
import { RULES } from "./rules";
import { planInput, plansOf, type StackPlans } from "./stacks";

const DEFAULT_STACKS = "cdktf.out";
const NO_STACKS: StackPlans = { plans: [], scope: undefined };

export interface ReviewFilesOptions {
  /** The directory with the saved plans of stacks; `true` is `cdktf.out`. */
  readonly stacks?: string | true;
  /**
   * The configuration.
   * @default - "scw-review.yaml" if it exists
   */
  readonly config?: string;
  /**
   * The configuration on the target branch, which counts in place of `config`. A missing or empty file has no settings.
   * @default - `config` counts
   */
  readonly baseConfig?: string;
  /**
   * The lock of image digests.
   * @default - "images.lock.json" if it exists
   */
  readonly lockFile?: string;
  readonly title?: string;
  /** Called with what the run does, such as `Reading 3 of 12 plans`. */
  readonly showProgress?: ((text: string) => void) | undefined;
}

/**
 * Reviews plans with the configuration, the custom rules and the lock of a project.
 * @param plans paths, or contents such as that of stdin
 * @throws ValidationError with every problem of all files
 */
export async function reviewFiles(
  plans: readonly (string | Source)[],
  { stacks, config, baseConfig, lockFile, title, showProgress }: ReviewFilesOptions,
): Promise<PlanReview> {
  if (plans.length === 0 && stacks === undefined) {
    throw invalid({
      code: "missing",
      path: "",
      message: "there is no plan to review. Pass a path, - for stdin, or --stacks.",
    });
  }
  const issues: ValidationIssue[] = [];
  const collectIssues = <T>(act: () => T): T | undefined => {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      issues.push(...error.issues);
      return undefined;
    }
  };
  const passed = plans.flatMap((plan) => collectIssues(() => readPlan(plan)) ?? []);
  const settings = await readSettings(config, baseConfig);
  const folder = stacks === true ? DEFAULT_STACKS : stacks;
  const { ignoreStates = [] } = settings.baseConfig ?? settings.config ?? {};
  const saved = folder === undefined ? NO_STACKS : await plansOf(folder, ignoreStates, showProgress);
  const lock = collectIssues(() => readLock(lockFile));
  const options = { ...(title !== undefined && { title }), ...settings, lock, scope: saved.scope, showProgress };
  const review = collectIssues(() => PlanReview.fromPlans(withDistinctNames([...passed, ...saved.plans]), options));
  if (review === undefined || issues.length > 0) throw invalid(...issues);
  return review;
}

function readPlan(plan: string | Source): PlanInput {
  const source = typeof plan === "string" ? readSource(plan) : plan;
  if (!("problem" in source)) return planInput(source.file, source.bytes);
  throw invalid({ file: source.file, path: "", ...source.problem });
}

function readSource(file: string): Source {
  try {
    return { file, bytes: readFileSync(file) };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return { file, problem: fileProblem(error) };
  }
}

/** Plans with the same name are named by their paths. */
function withDistinctNames(plans: readonly PlanInput[]): PlanInput[] {
  return plans.map((plan) => {
    const isDistinct = plans.filter(({ stack }) => stack === plan.stack).length === 1;
    return isDistinct ? plan : { ...plan, stack: plan.file ?? plan.stack };
  });
}

type Settings = Pick<PlanReviewOptions, "config" | "baseConfig" | "rules">;

async function readSettings(config: string | undefined, baseConfig: string | undefined): Promise<Settings> {
  const file = config ?? REVIEW_CONFIG_FILE;
  const own = await readOwnSettings(file, config === undefined && !existsSync(file));
  if (baseConfig === undefined) return own;
  const base = existsSync(baseConfig) ? readConfig(readSource(baseConfig)).config : {};
  // Risks that this version does not know may come from an older version on the target branch: they match no rule.
  return { ...own, baseConfig: base, rules: [...RULES, ...(await loadBaseRules(base.rules ?? [], baseConfig, file))] };
}

async function readOwnSettings(file: string, isMissing: boolean): Promise<Settings> {
  if (isMissing) return {};
  const read = readConfig(readSource(file));
  const rules = [...RULES, ...(await loadRules(file, read.config.rules ?? [], RULES))];
  read.checkRisks(rules);
  return { config: read.config, rules };
}

/** Loads the rules of the target branch: beside its configuration or, if it was copied alone, beside that of the project. */
async function loadBaseRules(paths: readonly string[], baseConfig: string, config: string): Promise<ReviewRule[]> {
  const isCopied = (path: string) => existsSync(resolve(dirname(baseConfig), path));
  const copied = await loadRules(baseConfig, paths.filter(isCopied), RULES);
  const others = paths.filter((path) => !isCopied(path));
  return [...copied, ...(await loadRules(config, others, [...RULES, ...copied]))];
}

function readLock(file: string | undefined): ReviewLock | undefined {
  const lock = readImageLock(file);
  if (lock !== undefined || file === undefined) return lock;
  const message = "does not exist. Check the path, or run npx scw-containers lock.";
  throw invalid({ code: "file-not-found", file, path: "", message });
}

function invalid(...issues: readonly ValidationIssue[]): ValidationError {
  return new ValidationError("review", issues);
}
