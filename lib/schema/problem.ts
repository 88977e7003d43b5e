import type { Problem } from "../base/problem";

export type { Problem } from "../base/problem";

/** Returns the problem of a value, or undefined if the value is valid. */
export type ProblemOf<Value = unknown> = (value: Value) => Problem | undefined;
