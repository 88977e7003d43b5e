import type { IssueCode } from "./issue-codes";

/** A problem of one value or file, without its path. */
export interface Problem {
  readonly code: IssueCode;
  readonly message: string;
}

/** Returns the problem of a value, or undefined if the value is valid. */
export type ProblemOf<Value = unknown> = (value: Value) => Problem | undefined;
