import { MEMORY_QUOTA_GB } from "../../facts/limits";
import type { StackChanges } from "./containers";
import type { Phrase } from "./markup";
import type { ResourceChange } from "../plan/plan";
import type { Severity } from "./severity";

/** What rules compare with. Set in the configuration of a review. */
export interface ReviewLimits {
  /**
   * How much more the containers of a stack may cost a month at their smallest scale, in EUR
   * @default 20
   */
  readonly floorIncreaseEur: number;
  /**
   * How much more they may cost a month at their largest scale, in EUR
   * @default 500
   */
  readonly ceilingIncreaseEur: number;
  /**
   * The memory that the organization may use, all containers at their largest scale, in GB
   * @default 600
   */
  readonly memoryQuotaGb: number;
}

export const DEFAULT_LIMITS: ReviewLimits = {
  floorIncreaseEur: 20,
  ceilingIncreaseEur: 500,
  memoryQuotaGb: MEMORY_QUOTA_GB,
};

/** A risk that a rule found. */
export interface Finding {
  /** What it is about; missing where it is the plan as a whole. */
  readonly change?: ResourceChange;
  /** What happens, made with the tag `text`. */
  readonly what: Phrase;
}

/** A kind of risk, and how to find it. */
export interface ReviewRule {
  /** By which configurations and reports name it: lower-case words with - between them. */
  readonly id: string;
  /** @default - what the configuration says */
  readonly severity: Severity;
  /** What it finds, in a few words. */
  readonly finds: string;
  /** Why that is a risk. */
  readonly why: string;
  /** What to do about it. */
  readonly todo: string;
  /** Called once for each stack. */
  readonly check: (stack: StackChanges, limits: ReviewLimits) => Iterable<Finding>;
}
