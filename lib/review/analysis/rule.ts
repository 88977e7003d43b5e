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

/** A kind of risk, and the function that finds it. */
export interface ReviewRule {
  /** The ID in configurations and reports: lower-case words, separated by hyphens. */
  readonly id: string;
  /** The severity, which a configuration can change. */
  readonly severity: Severity;
  /** A short description of the risk. */
  readonly finds: string;
  /** The consequence. */
  readonly why: string;
  /** The recommended action. */
  readonly todo: string;
  /** Finds the risk in a stack. It is called once per stack. */
  readonly check: (stack: StackChanges, limits: ReviewLimits) => Iterable<Finding>;
}
