import type { Entry, Labels } from "./entry";
import { parseError, QueryError } from "./query-error";
import { compile } from "./regexps";

const MAX_QUERY_LENGTH = 131_072;
const SPACE = /(?:\s|#.*)*/y;
const NAME = /[A-Za-z_]\w*/y;
const STRING = /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y;
const MATCH_OPERATOR = /=~|!~|!=|=/y;
const FILTER_OPERATOR = /\|=|\|~|!=|!~/y;
const NO_MATCHER =
  "queries require at least one regexp or equality matcher that does not have an empty-compatible value. " +
  'For instance, app=~".*" does not meet this requirement, but app=~".+" will';

/** A query of lines: a stream selector with line filters. */
export interface ParsedQuery {
  readonly selects: (labels: Labels) => boolean;
  readonly filter: (entries: readonly Entry[]) => readonly Entry[];
}

/** Whether each of the texts matches. */
type Test = (texts: readonly string[]) => readonly boolean[];

/**
 * Parses the part of LogQL that is supported here, for example `{resource_name=~".+-order-api"} |= "error"`.
 * @throws QueryError if the query is not valid, or not supported
 */
export function parseQuery(text: string): ParsedQuery {
  const scanner = new Scanner(text);
  const selects = parseSelector(scanner);
  const filters: Test[] = [];
  while (!scanner.isAtEnd()) filters.push(parseFilter(scanner));
  const filter = (entries: readonly Entry[]) =>
    filters.reduce((rest, test) => {
      const results = test(rest.map(({ line }) => line));
      return rest.filter((_, index) => results[index]);
    }, entries);
  return { selects, filter };
}

function parseSelector(scanner: Scanner): ParsedQuery["selects"] {
  if (!scanner.accept("{"))
    throw scanner.unexpected('a stream selector, such as {resource_type="serverless_container"}');
  const matchers: { readonly name: string; readonly test: Test }[] = [];
  if (!scanner.accept("}")) {
    do {
      const name = scanner.read(NAME, "the name of a label");
      const operator = scanner.read(MATCH_OPERATOR, "one of = != =~ !~");
      matchers.push({ name, test: parseTest(scanner, operator, true) });
    } while (scanner.accept(","));
    if (!scanner.accept("}")) throw scanner.unexpected(", or }");
  }
  if (matchers.every(({ test }) => test([""])[0] === true)) throw new QueryError(`parse error : ${NO_MATCHER}`);
  const results = new WeakMap<Labels, boolean>();
  return (labels) => {
    const valueOf = (name: string) => (Object.hasOwn(labels, name) ? (labels[name] ?? "") : "");
    const result = results.get(labels) ?? matchers.every(({ name, test }) => test([valueOf(name)])[0]);
    results.set(labels, result);
    return result;
  };
}

function parseFilter(scanner: Scanner): Test {
  const operator = scanner.read(FILTER_OPERATOR, "a line filter: one of |= != |~ !~. Other stages are not supported");
  return parseTest(scanner, operator, false);
}

function parseTest(scanner: Scanner, operator: string, isLabel: boolean): Test {
  const value = parseString(scanner);
  const isNegated = operator.startsWith("!");
  const test = operator.endsWith("~")
    ? compile(value, { isAnchored: isLabel }).test
    : (texts: readonly string[]) => texts.map((text) => (isLabel ? text === value : text.includes(value)));
  return isNegated ? (texts) => test(texts).map((isMatch) => !isMatch) : test;
}

function parseString(scanner: Scanner): string {
  const start = scanner.position();
  const literal = scanner.read(STRING, "a string in quotes");
  if (literal.startsWith("`")) return literal.slice(1, -1).replaceAll("\r", "");
  return literal.slice(1, -1).replaceAll(ESCAPE, (escape: string, ...groups: (string | undefined)[]) => {
    const value = unescape(escape, groups);
    if (value === undefined) throw scanner.error(`invalid escape ${escape} in a string`, start);
    return value;
  });
}

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|.)/g;
const SIMPLE_ESCAPES = new Map(Object.entries({ a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" }));

/** The character of an escape sequence of Go. */
function unescape(escape: string, [byte, short, long, octal]: readonly (string | undefined)[]): string | undefined {
  const hex = byte ?? short ?? long;
  const code = hex !== undefined ? parseInt(hex, 16) : octal !== undefined ? parseInt(octal, 8) : undefined;
  if (code !== undefined) return code > 0x10_ff_ff ? undefined : String.fromCodePoint(code);
  const character = escape.slice(1);
  return SIMPLE_ESCAPES.get(character) ?? (character === "\\" || character === '"' ? character : undefined);
}

/** Reads a query from the left to the right. */
class Scanner {
  private offset = 0;

  constructor(private readonly text: string) {
    if (text.length >= MAX_QUERY_LENGTH) {
      throw new QueryError(`parse error : input size too long (${text.length} > ${MAX_QUERY_LENGTH})`);
    }
  }

  public position(): number {
    this.take(SPACE);
    return this.offset;
  }

  public isAtEnd(): boolean {
    return this.position() === this.text.length;
  }

  public accept(character: string): boolean {
    const isNext = this.text.charAt(this.position()) === character;
    if (isNext) this.offset++;
    return isNext;
  }

  public read(pattern: RegExp, expected: string): string {
    this.take(SPACE);
    const token = this.take(pattern);
    if (token === undefined) throw this.unexpected(expected);
    return token;
  }

  public unexpected(expected: string): QueryError {
    const start = this.position();
    const next = /^(?:\|?\s*\w+|\W)/.exec(this.text.slice(start, start + 60))?.[0];
    return this.error(`syntax error: unexpected ${next ?? "end of the query"}, expecting ${expected}`, start);
  }

  public error(problem: string, offset: number): QueryError {
    return parseError(problem, this.text, offset);
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.offset;
    const token = pattern.exec(this.text)?.[0];
    this.offset += token?.length ?? 0;
    return token;
  }
}
