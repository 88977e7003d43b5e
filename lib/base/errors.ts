import { dirname } from "node:path";
import type { IssueCode } from "./issue-codes";
import type { ExceededLimit } from "./problem";
import { displayPath } from "./secret-text";
import { displayTokens, printable } from "./text";

/** A problem of the input, one of `ValidationError.issues`. */
export interface ValidationIssue {
  /** The stable code, for programs and tests. docs/errors-and-warnings.md lists all codes. */
  readonly code: IssueCode;
  /** The path of the field, such as `environmentVariables.PORT`; empty if the whole input is wrong. */
  readonly path: string;
  /** The problem and the remedy, without secrets. */
  readonly message: string;
  /** @internal The limit that the value exceeds, if it can be raised. The issues of an error do not have it. */
  readonly exceeded?: ExceededLimit | undefined;
  /** The path or name of the YAML or JSON file; undefined if the input is not a file. */
  readonly file?: string | undefined;
  /** The line, starting at 1; undefined if it is not known. */
  readonly line?: number | undefined;
  /** The column in characters, starting at 1; undefined if it is not known. */
  readonly column?: number | undefined;
}

/** @internal Formats an issue on one line: `order-api.yaml:14:9 spec.memoryLimitMb: is below the minimum, …`. */
export function issueLine({ file, line, column, path, message }: Omit<ValidationIssue, "code">): string {
  const place = file === undefined ? undefined : displayPath(file);
  const position = [place, line, column].filter((part) => part !== undefined).join(":");
  const prefix = [position, path].filter((part) => part !== "").join(" ");
  return printable(displayTokens(prefix === "" ? message : `${prefix}: ${message}`));
}

/**
 * Reports every problem of an input at once, each with a code and the path of its field. Messages never contain a secret.
 * @example
 * ```ts
 * try {
 *   new ServerlessContainer(stack, "web", { image, privacy: "public", memoryLimitMb: 100 });
 * } catch (error) {
 *   if (!(error instanceof ValidationError)) throw error;
 *   for (const { code, path } of error.issues) {
 *     console.error(`${code} at ${path}`); // below-minimum at memoryLimitMb
 *   }
 * }
 * ```
 */
export class ValidationError extends Error {
  /** The name of the class, which works across copies of this library. */
  public override readonly name = "ValidationError";
  /** Every problem, at least one. The list and its items are frozen. */
  declare public readonly issues: readonly ValidationIssue[];

  /**
   * @param source the construct path, or the name of the call
   * @param issues the problems, which the message lists
   */
  constructor(source: string, issues: readonly ValidationIssue[]) {
    const lines = issues.map((issue) => `  ${issueLine(issue)} [${issue.code}]`);
    super(
      `${displayPath(source)}: ${issues.length} ${issues.length === 1 ? "problem" : "problems"}\n${lines.join("\n")}`,
    );
    const frozen = Object.freeze(issues.map((issue) => Object.freeze(publicIssue(issue))));
    // Not enumerable, because Node would print the issues again below the message.
    Object.defineProperty(this, "issues", { value: frozen });
    this.stack = `${this.name}: ${this.message}${callerLine(this.stack)}`;
  }
}

function publicIssue({ code, path, message, file, line, column }: ValidationIssue): ValidationIssue {
  return {
    code,
    path,
    message,
    // The file may be another argument by mistake.
    ...(file !== undefined && { file: displayPath(file) }),
    ...(line !== undefined && { line, column }),
  };
}

/** The first line of a stack trace in the user's code. The lines inside this library do not help to fix the input. */
function callerLine(stack = ""): string {
  const library = dirname(__dirname);
  const foreign = [`${library}/`, `${library}\\`, "node_modules", "node:"];
  const line = stack
    .split("\n")
    .find((text) => /^\s+at .*:\d+:\d+\)?$/.test(text) && !foreign.some((part) => text.includes(part)));
  return line === undefined ? "" : `\n${line}`;
}

/**
 * Throws if there are issues. Issues with the same text are reported once.
 * @throws ValidationError
 */
export function throwIfAny(source: string, issues: readonly ValidationIssue[]): void {
  if (issues.length === 0) return;
  const lines = issues.map((issue) => issueLine(issue));
  throw new ValidationError(
    source,
    issues.filter((_, index) => lines.indexOf(lines[index] ?? "") === index),
  );
}
