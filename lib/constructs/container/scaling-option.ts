import { CONTAINER_LIMITS } from "../../facts/limits";
import { wholeNumber } from "../../schema/fields";
import { oneOf } from "../../schema/parse";

/**
 * Adds instances by the number of requests.
 * @example
 * ```ts
 * new ServerlessContainer(stack, "web", { image, privacy: "public", scalingOption: { concurrentRequestsThreshold: 20 } });
 * ```
 */
export interface RequestScaling {
  /** The number of requests that an instance handles at a time, at least 1. */
  readonly concurrentRequestsThreshold: number;
  /** Not allowed beside another threshold. */
  readonly cpuUsageThreshold?: undefined;
  /** Not allowed beside another threshold. */
  readonly memoryUsageThreshold?: undefined;
}

/** Adds instances by CPU usage. */
export interface CpuScaling {
  /** The CPU usage in percent: 1 to 100. Requires a `minScale` of at least 1. */
  readonly cpuUsageThreshold: number;
  /** Not allowed beside another threshold. */
  readonly concurrentRequestsThreshold?: undefined;
  /** Not allowed beside another threshold. */
  readonly memoryUsageThreshold?: undefined;
}

/** Adds instances by memory usage. */
export interface MemoryScaling {
  /** The memory usage in percent: 1 to 100. Requires a `minScale` of at least 1. */
  readonly memoryUsageThreshold: number;
  /** Not allowed beside another threshold. */
  readonly concurrentRequestsThreshold?: undefined;
  /** Not allowed beside another threshold. */
  readonly cpuUsageThreshold?: undefined;
}

/** The threshold at which Scaleway adds instances, up to `maxScale`. Scaleway accepts exactly one. */
export type ScalingOption = RequestScaling | CpuScaling | MemoryScaling;

/** The thresholds, in order of precedence for an input with several. */
export const THRESHOLDS = ["concurrentRequestsThreshold", "cpuUsageThreshold", "memoryUsageThreshold"] as const;

/** @internal */
export const thresholdFields = () => ({
  concurrentRequestsThreshold: wholeNumber(CONTAINER_LIMITS["scalingOption.concurrentRequestsThreshold"]).optional(),
  cpuUsageThreshold: wholeNumber(CONTAINER_LIMITS["scalingOption.cpuUsageThreshold"]).optional(),
  memoryUsageThreshold: wholeNumber(CONTAINER_LIMITS["scalingOption.memoryUsageThreshold"]).optional(),
});

/** @internal */
export const scalingOptionField = () => oneOf<ScalingOption>(THRESHOLDS)(thresholdFields());
