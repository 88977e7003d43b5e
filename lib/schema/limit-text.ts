import { nameOfLimit } from "../facts/limit-names";
import type { NumberLimit, TextLimit } from "../facts/limits";

/** Describes a limit. Messages and docs use the same description. */
export function describeLimit(limit: NumberLimit | TextLimit): string {
  if ("minLength" in limit) {
    const length = limit.minLength === 0 ? `at most ${limit.maxLength}` : `${limit.minLength} to ${limit.maxLength}`;
    return `${length} characters${limit.shape ?? ""}`;
  }
  const unit = limit.unit === undefined ? "" : ` ${limit.unit}`;
  const except = limit.except === undefined ? "" : `, except ${limit.except.join(", ")}`;
  return `a whole number from ${limit.min} to ${limit.max}${unit}${except}`;
}

/** The source of a limit, for the end of a sentence. */
export function describeSource({ source }: NumberLimit | TextLimit): string {
  return ` (${source.title}, ${source.date})`;
}

/** The source of a limit that a value exceeds, and how to raise the limit, for the end of a sentence. */
export function orRaise(limit: NumberLimit | TextLimit): string {
  const name = nameOfLimit(limit);
  return `${describeSource(limit)}${name === undefined ? "" : `, or raise the limit ${name}`}`;
}
