import { dirname } from "node:path";

/** One thing that is wrong with the input. */
export interface ValidationIssue {
  /** The field, as `memoryLimitMb` or `environmentVariables.PORT`; empty for the whole. */
  readonly path: string;
  /** What was given, what is allowed and how to mend it. Holds no secret. */
  readonly message: string;
}

/** Wrong input. Lists every problem at once, each under the field it concerns. */
export class ValidationError extends Error {
  public override readonly name = "ValidationError";
  public readonly issues: readonly ValidationIssue[];

  /**
   * @param where the construct's path, or the call, that was given the input
   */
  constructor(where: string, issues: readonly ValidationIssue[]) {
    const lines = issues.map(({ path, message }) => `  ${path === "" ? "" : `${path}: `}${message}`);
    super(`${where}: ${issues.length} ${issues.length === 1 ? "problem" : "problems"}\n${lines.join("\n")}`);
    this.issues = Object.freeze(issues.map((issue) => Object.freeze({ ...issue })));
    this.stack = `${this.name}: ${this.message}${callerLine(this.stack)}`;
  }
}

/** The one line of a stack that is the user's own: a mistake in the input needs no trace through this library. */
function callerLine(stack = ""): string {
  const foreign = [`${dirname(__filename)}/`, `${dirname(__filename)}\\`, "node_modules", "node:", "<anonymous>"];
  const line = stack.split("\n").find((text) => /^\s+at /.test(text) && !foreign.some((part) => text.includes(part)));
  return line === undefined ? "" : `\n${line}`;
}
