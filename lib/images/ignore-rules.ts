import { posix, sep } from "node:path";
import { show } from "../base/show";
import { IgnorePattern } from "./ignore-pattern";

interface Rule {
  readonly pattern: IgnorePattern;
  /** Whether the rule includes paths that an earlier rule ignores. */
  readonly isException: boolean;
}

/** The rules that match a path or one of its parents. */
export interface RuleMatch {
  readonly isIgnored: boolean;
  /** One value per rule. */
  readonly matches: readonly boolean[];
}

/** The rules of a `.dockerignore` file, in the order of the file. The last rule that matches a path decides. */
export class IgnoreRules {
  readonly #rules: readonly Rule[];

  /** @throws SyntaxError with the line of the first pattern that Docker would reject */
  constructor(text: string) {
    const lines = text.replace(/^\uFEFF/, "").split("\n");
    const patterns = lines.map((line, index) => ({ line: index + 1, text: line.startsWith("#") ? "" : line.trim() }));
    this.#rules = patterns.filter((pattern) => pattern.text !== "").map(parseRule);
  }

  /** Matches a path against the rules as BuildKit does, which remembers the rules that match the parent. */
  public match(path: string, parent?: RuleMatch): RuleMatch {
    let isIgnored = false;
    const matches = this.#rules.map(({ pattern, isException }, index) => {
      // BuildKit skips a rule that cannot change the result, so that the rule does not count for the files in a folder either.
      const isMatch = parent?.matches[index] === true || (isException === isIgnored && pattern.matches(path));
      if (isMatch) isIgnored = !isException;
      return isMatch;
    });
    return { isIgnored, matches };
  }

  /** Whether an exception could include a file in an ignored folder. */
  public canIncludeIn(folder: string): boolean {
    return this.#rules.some(({ isException, pattern }) => isException && pattern.canMatchIn(folder));
  }
}

function parseRule({ line, text }: { readonly line: number; readonly text: string }): Rule {
  const isException = text.startsWith("!");
  const path = (isException ? text.slice(1) : text).trim().replaceAll(sep, "/");
  try {
    const cleanPath = posix
      .normalize(path)
      .replace(/^\/(?=.)|(?<=.)\/$/g, "")
      .trim();
    if (isException && (path === "" || cleanPath === "/")) throw new SyntaxError();
    return { pattern: new IgnorePattern(cleanPath), isException };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SyntaxError(`line ${line}: ${show(text)}`, { cause: error });
  }
}
