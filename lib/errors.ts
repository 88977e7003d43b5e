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
  declare public readonly issues: readonly ValidationIssue[];

  /**
   * @param where the construct's path, or the call, that was given the input
   */
  constructor(where: string, issues: readonly ValidationIssue[]) {
    const lines = issues.map(({ path, message }) => `  ${path === "" ? "" : `${path}: `}${message}`);
    super(`${where}: ${issues.length} ${issues.length === 1 ? "problem" : "problems"}\n${lines.join("\n")}`);
    const frozen = Object.freeze(issues.map((issue) => Object.freeze({ ...issue })));
    // Not enumerable: Node would print the issues once more below the message that lists them.
    Object.defineProperty(this, "issues", { value: frozen });
    this.stack = `${this.name}: ${this.message}${callerLine(this.stack)}`;
  }
}

/** The one line of a stack that is the user's own: a mistake in the input needs no trace through this library. */
function callerLine(stack = ""): string {
  const foreign = [`${__dirname}/`, `${__dirname}\\`, "node_modules", "node:"];
  const line = stack
    .split("\n")
    .find((text) => /^\s+at .*:\d+:\d+\)?$/.test(text) && !foreign.some((part) => text.includes(part)));
  return line === undefined ? "" : `\n${line}`;
}
