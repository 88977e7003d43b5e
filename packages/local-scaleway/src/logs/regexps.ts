import { createContext, Script, type Context } from "node:vm";
import { QueryError } from "./query-error";

/** The CPU time for one expression and a batch of lines. Loki's expressions cannot take long; those of JavaScript can. */
const TIME_LIMIT_MS = 100;
const MAX_WAIT_MS = 10_000;
/** The compilation of a longer expression can take long, too. */
const MAX_LENGTH = 2000;
/** The flags in front of the whole expression. `U` does not change what matches. */
const FLAGS = /^\(\?([imsU]+)\)/;
/** What JavaScript does not have, or what only JavaScript has. */
const UNSUPPORTED = /\(\?(?:=|!|<=|<!|[imsU-]+[:)])|\\[1-9kKQECX]|\[\[:/;
const TOKEN = /\\[pP]\{[^}]*\}|\\[pP][A-Z]|\\[\s\S]|\{\d+(?:,\d*)?\}|\[\^?\]?|[\]{}]/g;

/** A regular expression of a query. */
export interface Matcher {
  /** Which of the texts match. */
  readonly test: (texts: readonly string[]) => readonly boolean[];
}

let context: Context | undefined;
const script = new Script("texts.map((text) => expression.test(text))");

/**
 * Compiles an expression of RE2.
 * @throws QueryError if it is not valid, or not supported here
 */
export function compile(pattern: string, { isAnchored }: { readonly isAnchored: boolean }): Matcher {
  const expression = translate(pattern, isAnchored);
  return { test: (texts) => run(expression, texts, pattern) };
}

function translate(pattern: string, isAnchored: boolean): RegExp {
  if (pattern.length > MAX_LENGTH) throw invalid(`${pattern.slice(0, 60)}…`, `is longer than ${MAX_LENGTH} characters`);
  const flags = (FLAGS.exec(pattern)?.[1] ?? "").replaceAll("U", "");
  const rest = pattern.replace(FLAGS, "");
  const unsupported = UNSUPPORTED.exec(rest.replaceAll("\\\\", ""))?.[0];
  if (unsupported !== undefined) throw invalid(pattern, `${unsupported} is not supported`);
  const source = translateTokens(rest.replaceAll("(?P<", "(?<"));
  try {
    return isAnchored ? new RegExp(`^(?:${source})$`, unique(`us${flags}`)) : new RegExp(source, unique(`u${flags}`));
  } catch {
    throw invalid(pattern, "is not a regular expression");
  }
}

/** RE2 accepts brackets and braces as characters, and a backslash before every punctuation character. */
function translateTokens(source: string): string {
  let isInClass = false;
  return source.replaceAll(TOKEN, (token) => {
    if (token.startsWith("\\")) return translateEscape(token);
    if (isInClass) {
      isInClass = !token.endsWith("]");
      return token;
    }
    isInClass = token.startsWith("[");
    if (isInClass) return token.replace("]", "\\]");
    return token.length > 1 ? token : `\\${token}`;
  });
}

function translateEscape(escape: string): string {
  const character = escape.charAt(1);
  if (character === "A") return "^";
  if (character === "z") return "$";
  if (/^\\[pP][A-Z]$/.test(escape)) return `\\${character}{${escape.charAt(2)}}`;
  if (!/[!-/:-@[-`{-~]/.test(character)) return escape;
  return `\\x${character.charCodeAt(0).toString(16)}`;
}

function unique(flags: string): string {
  return [...new Set(flags)].join("");
}

function run(expression: RegExp, texts: readonly string[], pattern: string): readonly boolean[] {
  context ??= createContext(Object.create(null) as Context);
  context["expression"] = expression;
  context["texts"] = texts;
  try {
    return runWithLimit(context);
  } catch (error) {
    throw invalid(pattern, isTimeout(error) ? "takes too long. Use a simpler one" : "is too large");
  } finally {
    context["texts"] = undefined;
  }
}

/** Runs the script. The limit of the script is one of elapsed time, so a process that had to wait for its CPU tries again. */
function runWithLimit(sandbox: Context): readonly boolean[] {
  for (let timeout = TIME_LIMIT_MS; ; timeout *= 2) {
    const start = process.cpuUsage();
    try {
      return script.runInContext(sandbox, { timeout }) as readonly boolean[];
    } catch (error) {
      const { user } = process.cpuUsage(start);
      if (!isTimeout(error) || user / 1000 > TIME_LIMIT_MS / 2 || timeout > MAX_WAIT_MS) throw error;
    }
  }
}

function isTimeout(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}

function invalid(pattern: string, problem: string): QueryError {
  return new QueryError(`parse error : error parsing regexp: ${problem}: \`${pattern}\``);
}
