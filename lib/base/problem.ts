import type { LimitName } from "../facts/limit-names";
import type { IssueCode } from "./issue-codes";

/** A limit, and the value that exceeds it. The value of a text or a list is its length. */
export interface ExceededLimit {
  readonly limit: LimitName;
  readonly actual: number | string;
}

/** A problem of one value or file, without its path. */
export interface Problem {
  readonly code: IssueCode;
  readonly message: string;
  /** The limit that is the only reason for the problem. */
  readonly exceeded?: ExceededLimit | undefined;
}

/** Returns the problem of a value, or undefined if the value is valid. */
export type ProblemOf<Value = unknown> = (value: Value) => Problem | undefined;
