import { MEMORY_QUOTA_GB } from "../../facts/quotas";
import type { StackChanges } from "./containers";
import type { Markup } from "./markup";
import type { ResourceChange } from "../plan/plan";
import type { Severity } from "./severity";

/** Thresholds and lists of rules, which the configuration of a review sets. */
export interface ReviewLimits {
  /**
   * The largest accepted increase in the monthly cost of a stack at the smallest scale of its containers, in EUR.
   * @default 20
   */
  readonly floorIncreaseEur: number;
  /**
   * The largest accepted increase in the monthly cost of a stack at the largest scale of its containers, in EUR.
   * @default 500
   */
  readonly ceilingIncreaseEur: number;
  /**
   * The memory quota of the organization for all containers at their largest scale, in GB.
   * @default 600
   */
  readonly memoryQuotaGb: number;
  /**
   * The registries, namespaces or repositories from which containers may be deployed, such as `rg.fr-par.scw.cloud/shop`.
   * @default - all
   */
  readonly allowedRegistries?: readonly string[] | undefined;
}

export const DEFAULT_LIMITS: ReviewLimits = {
  floorIncreaseEur: 20,
  ceilingIncreaseEur: 500,
  memoryQuotaGb: MEMORY_QUOTA_GB,
};

/** A risk that a rule reports. */
export interface Finding {
  /** The resource with the risk. Missing if the risk concerns the whole plan. */
  readonly change?: ResourceChange | undefined;
  /** What happens, written with the template tag `markup`. */
  readonly what: Markup;
}

/**
 * A kind of risk, and the function that finds it.
 * @example
 * ```ts
 * const rule: Rule = {
 *   id: "large-container",
 *   severity: "medium",
 *   finds: "A container gets more than 4 GB of memory.",
 *   why: "The team has agreed on at most 4 GB.",
 *   todo: "Set memoryLimitMb to 4096 or less.",
 *   *check({ containers }) {
 *     for (const { change, name, after } of containers) {
 *       if ((after?.memoryLimitMb ?? 0) > 4096) yield { change, what: markup`${name} gets more than 4 GB of memory.` };
 *     }
 *   },
 * };
 * PlanReview.fromPlans([{ plan: readFileSync("plan.json"), stack: "shop" }], { rules: [...RULES, rule] });
 * ```
 */
export interface ReviewRule {
  /** The ID in configurations and reports: lower-case words, separated by hyphens. */
  readonly id: string;
  /** The severity, which a configuration can change. */
  readonly severity: Severity;
  /** A short description of the risk: a sentence. */
  readonly finds: string;
  /** The consequence for production: a sentence. */
  readonly why: string;
  /** The recommended action: a sentence in the imperative. */
  readonly todo: string;
  /**
   * Finds the risk in a stack. It is called once per stack. If it throws, the review fails with the code `rule-failed`. Secrets are masked
   * in everything that it gets.
   */
  readonly check: (stack: StackChanges, limits: ReviewLimits) => Iterable<Finding>;
}
