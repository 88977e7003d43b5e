import { dirname } from "node:path";
import type { IssueCode } from "./issue-codes";

/** One thing that is wrong with the input. */
export interface ValidationIssue {
  /** Stable, for programs and tests; docs/errors-and-warnings.md lists all codes. */
  readonly code: IssueCode;
  /** The field, as `memoryLimitMb` or `environmentVariables.PORT`; empty for the whole. */
  readonly path: string;
  /** What was given, what is allowed and how to mend it. Holds no secret. */
  readonly message: string;
  /** The manifest that it is in, as it was named. */
  readonly file?: string | undefined;
  /** From 1. */
  readonly line?: number | undefined;
  /** In characters, from 1. */
  readonly column?: number | undefined;
}

/** @internal An issue on one line: `order-api.yaml:14:9 spec.memoryLimitMb: 100 is below 128, …`. */
export function inOneLine({ file, line: row, column, path, message }: Omit<ValidationIssue, "code">): string {
  const place = [file, row, column].filter((part) => part !== undefined).join(":");
  const where = [place, path].filter((part) => part !== "").join(" ");
  const line = where === "" ? message : `${where}: ${message}`;
  return printable(line);
}

/** @internal Text without what would move a terminal's cursor or change its colours. */
export function printable(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Wrong input. Lists every problem at once, each under the field it concerns. */
export class ValidationError extends Error {
  public override readonly name = "ValidationError";
  declare public readonly issues: readonly ValidationIssue[];

  /**
   * @param where the construct's path, or the call, that was given the input
   */
  constructor(where: string, issues: readonly ValidationIssue[]) {
    const lines = issues.map((issue) => `  ${inOneLine(issue)}`);
    super(`${where}: ${issues.length} ${issues.length === 1 ? "problem" : "problems"}\n${lines.join("\n")}`);
    const frozen = Object.freeze(issues.map((issue) => Object.freeze({ ...issue })));
    // Not enumerable: Node would print the issues once more below the message that lists them.
    Object.defineProperty(this, "issues", { value: frozen });
    this.stack = `${this.name}: ${this.message}${callerLine(this.stack)}`;
  }
}

/** The one line of a stack that is the user's own: a mistake in the input needs no trace through this library. */
function callerLine(stack = ""): string {
  const library = dirname(__dirname);
  const foreign = [`${library}/`, `${library}\\`, "node_modules", "node:"];
  const line = stack
    .split("\n")
    .find((text) => /^\s+at .*:\d+:\d+\)?$/.test(text) && !foreign.some((part) => text.includes(part)));
  return line === undefined ? "" : `\n${line}`;
}
