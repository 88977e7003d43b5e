import type { ScalingSettings } from "./settings";

/** Scaleway sends no more concurrent requests to an instance, see the limits of Serverless Containers (2026-08-20). */
export const MAX_REQUESTS_PER_INSTANCE = 80;
/** Scaleway stops what is not needed after these times, see the concepts of Serverless Containers (2026-08-20). */
export const SCALE_DOWN_AFTER_MS = 30_000;
export const SCALE_TO_ZERO_AFTER_MS = 15 * 60_000;

/** What a container has to do now. */
export interface Load {
  /** Requests that are answered, and that wait for an instance. */
  readonly requests: number;
  readonly waiting: number;
  /** The sum over all instances, in percent of the limit of one. */
  readonly usagePercent: number;
}

/** The number of instances for a load. */
export function neededInstances({ scalesBy, threshold, minScale, maxScale }: ScalingSettings, load: Load): number {
  const wanted =
    scalesBy === "requests"
      ? Math.ceil((load.requests + load.waiting) / threshold)
      : Math.max(Math.ceil(load.usagePercent / threshold), Math.min(load.waiting, 1));
  return Math.min(Math.max(wanted, minScale), maxScale);
}

/** How many requests an instance gets at once: above the threshold only if no instance can be added. */
export function requestLimit({ scalesBy, threshold, maxScale }: ScalingSettings, readyInstances: number): number {
  const canGrow = scalesBy === "requests" && readyInstances < maxScale;
  return canGrow ? Math.min(threshold, MAX_REQUESTS_PER_INSTANCE) : MAX_REQUESTS_PER_INSTANCE;
}
