import { isUtf8 } from "node:buffer";
import { Composer, Lexer, LineCounter, Parser, isAlias, isMap, isNode, isPair, isScalar, isSeq, visit } from "yaml";
import type { CST, Document, Node, Pair, YAMLError } from "yaml";
import type { ValidationIssue } from "../base/errors";
import type { Problem } from "../base/problem";
import { SECRET_PLACEHOLDER } from "../base/secret-brand";
import { MANIFEST_LIMITS } from "../facts/limits";
import type { Source } from "./sources";

export type Path = readonly PropertyKey[];
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One document of a file. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  /**
   * Returns the position of a value. The position of a missing value is the key of the nearest mapping around it.
   * @param part "key" for the key of the last step
   */
  locate(path: Path, part?: "key" | "value"): Position;
}

/** Messages for the parser's errors. The parser's own messages may repeat the input, which can be a secret. */
const SYNTAX_MESSAGES: Readonly<Record<string, string>> = {
  ALIAS_PROPS: "has an anchor or a tag on an alias (*name). Remove the anchor or the tag.",
  BAD_DIRECTIVE: "is not a valid YAML directive. Put text that starts with % in quotes.",
  BAD_DQ_ESCAPE: "has an unknown escape sequence. Use \\\\ for a backslash, or single quotes.",
  BAD_INDENT: "is not indented like the lines above, or follows an open bracket. Fix the indentation or the bracket.",
  BAD_SCALAR_START: "starts with a character that YAML reserves. Put the text in quotes.",
  BLOCK_AS_IMPLICIT_KEY: "has a second key on the same line. Put it on its own line, or put the text in quotes.",
  BLOCK_IN_FLOW: "has an indented mapping or list inside brackets. Use brackets there as well.",
  KEY_OVER_1024_CHARS: "has a key with more than 1024 characters. Check for a missing quote or line break.",
  MISSING_CHAR: "has no closing quote or bracket, or no space after : or -. Add it.",
  MULTILINE_IMPLICIT_KEY: "has a key on several lines. Check for a missing : or quote.",
  NON_STRING_KEY: "has a key that is not text. Put the key in quotes.",
  TAB_AS_INDENT: "is indented with a tab. Use spaces.",
  TAG_RESOLVE_FAILED: "has an unknown tag (!name). Put the text in quotes, or remove the tag.",
  UNEXPECTED_TOKEN: "is not valid YAML at this position. Put the text in quotes.",
};
const OTHER_SYNTAX_MESSAGE = "is not valid YAML. Check the syntax.";

/** More than any manifest needs, and far less than what exhausts the memory. */
const MAX_ALIASES = 100;
const MAX_NODES = 5000;
const MAX_DEPTH = 100;
/** Per document: after one mistake, the parser reports many lines. */
const MAX_SYNTAX_ERRORS = 10;
/** CDKTF reads this pattern in any text as a token. */
const TOKEN = /[$#&]\{TfToken\[/;

/** Parses a file. Its issues are those of its syntax. */
export function parseDocuments(source: Source): { documents: YamlDocument[]; issues: ValidationIssue[] } {
  const { file } = source;
  const fail = ({ code, message }: Problem, position?: Position) => ({
    documents: [],
    issues: [{ code, file, ...position, path: "", message }],
  });
  if ("problem" in source) return fail(source.problem);
  const { bytes } = source;
  if (!isUtf8(bytes)) {
    const problem = { code: "not-utf8", message: "is not UTF-8 text. Save the file as UTF-8." } as const;
    return fail(problem, { line: firstInvalidLine(bytes), column: 1 });
  }
  const lines = new LineCounter();
  const { parsed, tooDeepAt } = parse(new TextDecoder().decode(bytes), lines);
  if (tooDeepAt !== undefined) {
    const message = `is nested too deeply. Use at most ${MAX_DEPTH} levels.`;
    return fail({ code: "nested-too-deeply", message }, positionAt(lines, tooDeepAt));
  }
  if (parsed.length === 0) return fail({ code: "empty", message: "contains no document. Add one." });
  if (parsed.length > MANIFEST_LIMITS.documents) return fail(tooManyDocuments(parsed.length));
  const results = parsed.map((document) => read(document, file, lines));
  return {
    documents: results.filter((result) => result instanceof ParsedDocument),
    issues: results.flatMap((result) => (result instanceof ParsedDocument ? [] : result)),
  };
}

export function tooManyDocuments(count: number): Problem {
  const { documents } = MANIFEST_LIMITS;
  return {
    code: "too-many",
    message: `contains too many documents, got ${count}. Use at most ${documents} in one run.`,
  };
}

/** Like the parser's own function, but with a limit for the depth: thousands of levels overflow the stack of Node. */
function parse(text: string, lines: LineCounter): { parsed: Document.Parsed[]; tooDeepAt?: number } {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_DEPTH) return { parsed: [], tooDeepAt: parser.offset };
  }
  tokens.push(...parser.end());
  const composer = new Composer({ prettyErrors: false, stringKeys: true, uniqueKeys: false, version: "1.2" });
  return { parsed: [...composer.compose(tokens)] };
}

function firstInvalidLine(bytes: Uint8Array): number {
  let line = 1;
  let start = 0;
  let end = bytes.indexOf(0x0a);
  while (end >= 0 && isUtf8(bytes.subarray(start, end))) {
    line++;
    start = end + 1;
    end = bytes.indexOf(0x0a, start);
  }
  return line;
}

/** Returns a document, or its problems that do not depend on a schema. */
function read(document: Document.Parsed, file: string, lines: LineCounter): ParsedDocument | ValidationIssue[] {
  const issueAtOffset = (offset: number, { code, message }: Problem): ValidationIssue => ({
    code,
    file,
    ...positionAt(lines, offset),
    path: "",
    message,
  });
  const errors: readonly YAMLError[] = [...document.errors, ...document.warnings];
  if (errors.length > 0) {
    return errors.slice(0, MAX_SYNTAX_ERRORS).map(({ code, pos }) => {
      const message = SYNTAX_MESSAGES[code] ?? OTHER_SYNTAX_MESSAGE;
      return issueAtOffset(pos[0], { code: "invalid-yaml", message });
    });
  }
  const problem = documentProblem(document);
  if (problem !== undefined) return [issueAtOffset(document.range[0], problem)];
  const problems = nodeProblems(document);
  if (problems.length > 0) return problems.map(([node, each]) => issueAtOffset(offsetOf(node), each));
  try {
    return new ParsedDocument(file, document.toJS({ maxAliasCount: MAX_ALIASES }), document, lines);
  } catch {
    const message = "expands to too many values through aliases (*name). Write the values out.";
    return [issueAtOffset(document.range[0], { code: "too-many", message })];
  }
}

function documentProblem(document: Document.Parsed): Problem | undefined {
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    return { code: "empty", message: "is an empty document. Add its content, or remove its ---." };
  }
  const { nodes, aliases } = countNodes(document);
  if (nodes > MAX_NODES) return { code: "too-many", message: `has more than ${MAX_NODES} values. Split the document.` };
  if (aliases <= MAX_ALIASES) return undefined;
  return { code: "too-many", message: `has more than ${MAX_ALIASES} aliases (*name). Write the values out.` };
}

function countNodes(document: Document.Parsed): { nodes: number; aliases: number } {
  let [nodes, aliases] = [0, 0];
  visit(document, {
    Node: (_, node) => {
      nodes++;
      if (isAlias(node)) aliases++;
      return nodes > MAX_NODES ? visit.BREAK : undefined;
    },
  });
  return { nodes, aliases };
}

/** Problems of single nodes that the parser does not report. */
function nodeProblems(document: Document.Parsed): (readonly [node: unknown, Problem])[] {
  const problems: (readonly [node: unknown, Problem])[] = [];
  visit(document, {
    Alias: (_, node) => {
      if (node.resolve(document) !== undefined) return;
      const message = "is an alias without an anchor (&name) before it. Put text that starts with * in quotes.";
      problems.push([node, { code: "unknown-anchor", message }]);
    },
    // The parser's own search for duplicates takes minutes for a large file.
    Map: (_, { items }) => {
      const keys = new Set<string>();
      for (const { key } of items) {
        const text = textOf(key);
        if (keys.has(text)) problems.push([key, DUPLICATE_KEY]);
        if (text === "__proto__") problems.push([key, PROTO_KEY]);
        keys.add(text);
      }
    },
    Scalar: (_, node) => {
      const { value } = node;
      if (typeof value !== "string") return;
      if (TOKEN.test(value) || value.includes(SECRET_PLACEHOLDER)) problems.push([node, RESERVED_TEXT]);
      if (/\p{Surrogate}/u.test(value)) problems.push([node, LONE_SURROGATE]);
    },
  });
  return problems;
}

const DUPLICATE_KEY = { code: "duplicate-key", message: "is a duplicate key. Remove one of the two." } as const;
const PROTO_KEY = {
  code: "unsupported-name",
  message: "__proto__ is reserved by JavaScript. Use another key.",
} as const;
const RESERVED_TEXT = {
  code: "reserved-text",
  message: "contains text that CDKTF reserves for tokens. Write it differently.",
} as const;
const LONE_SURROGATE = {
  code: "invalid-unicode",
  message: "contains half of a surrogate pair. Write the whole character.",
} as const;

class ParsedDocument implements YamlDocument {
  constructor(
    public readonly file: string,
    public readonly value: unknown,
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
  ) {}

  public locate(path: Path, part: "key" | "value" = "value"): Position {
    let node: unknown = this.document.contents;
    let key: unknown;
    for (const [index, step] of path.entries()) {
      const entry = child(isAlias(node) ? node.resolve(this.document) : node, step);
      if (entry === undefined) return positionAt(this.lines, offsetOf(key ?? this.document.contents));
      const isLast = index === path.length - 1;
      if (isLast && part === "key") return positionAt(this.lines, offsetOf(entry.key ?? entry.value));
      [key, node] = [entry.key ?? entry.value, entry.value];
    }
    return positionAt(this.lines, offsetOf(isNode(node) ? node : key));
  }
}

function child(node: unknown, step: PropertyKey): { key?: unknown; value: unknown } | undefined {
  if (isSeq(node)) return typeof step === "number" && step in node.items ? { value: node.items[step] } : undefined;
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item): item is Pair<Node> => isPair(item) && textOf(item.key) === String(step));
  return pair && { key: pair.key, value: pair.value };
}

function textOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function offsetOf(node: unknown): number {
  return (isNode(node) ? node.range?.[0] : undefined) ?? 0;
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
