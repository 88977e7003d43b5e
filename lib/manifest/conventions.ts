import { givenKeys } from "../base/objects";
import { THRESHOLDS } from "../constructs/container/container-schema";

/** The one threshold that Scaleway takes. */
export function oneThreshold<Option extends object>(scalingOption: Option): Option {
  const [first] = givenKeys(scalingOption, THRESHOLDS);
  return Object.fromEntries(Object.entries(scalingOption).filter(([key]) => key === first)) as Option;
}

/** The name of a trigger that may have none. */
export function triggerName(name: string | undefined, index: number): string {
  return name ?? `cron-${index + 1}`;
}
