import type { IssueCode } from "./issue-codes";

/** A problem of one value or file, without its path. */
export interface Problem {
  readonly code: IssueCode;
  readonly message: string;
}
