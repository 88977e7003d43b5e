import { isUtf8 } from "node:buffer";
import { Composer, Lexer, LineCounter, Parser, isAlias, isNode, isScalar, visit, type CST, type Document } from "yaml";
import type { ValidationIssue } from "../base/errors";
import type { Problem } from "../base/problem";
import { MANIFEST_LIMITS } from "../facts/limits";
import { nodeProblems } from "./node-problems";
import { entryOf, expandedSize, offsetOf } from "./nodes";
import type { Source } from "./sources";
import { syntaxProblems } from "./syntax-problems";

export type Path = readonly PropertyKey[];
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One document of a file. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  /** The path of a value in the spelling of the file. */
  asWritten(path: Path): Path;
  /**
   * Returns the position of a value. The position of a missing value is the key of the nearest mapping around it.
   * @param part "key" for the key of the last step
   */
  locate(path: Path, part?: "key" | "value"): Position;
}

/** More than any manifest needs, and far less than what exhausts the memory. */
const MAX_ALIASES = 100;
const MAX_NODES = 5000;
const MAX_DEPTH = 100;

/** Parses a file without its empty documents. Its issues are those of its syntax. */
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
  const text = new TextDecoder().decode(bytes);
  const { parsed, tooDeepAt } = parse(text, lines);
  if (tooDeepAt !== undefined) {
    const message = `is nested too deeply. Use at most ${MAX_DEPTH} levels.`;
    return fail({ code: "nested-too-deeply", message }, positionAt(lines, tooDeepAt));
  }
  if (parsed.length > MANIFEST_LIMITS.documents) return fail(tooManyDocuments(parsed.length));
  const results = parsed.filter((document) => !isEmpty(document)).map((document) => read(document, file, text, lines));
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
  const composer = new Composer({
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
    version: "1.2",
    merge: true,
  });
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
function read(
  document: Document.Parsed,
  file: string,
  text: string,
  lines: LineCounter,
): ParsedDocument | ValidationIssue[] {
  const issueAtOffset = (offset: number, { code, message }: Problem): ValidationIssue => ({
    code,
    file,
    ...positionAt(lines, offset),
    path: "",
    message,
  });
  const errors = [...document.errors, ...document.warnings];
  if (errors.length > 0) return syntaxProblems(errors, text).map(([offset, each]) => issueAtOffset(offset, each));
  const problem = documentProblem(document);
  if (problem !== undefined) return [issueAtOffset(document.range[0], problem)];
  const problems = nodeProblems(document);
  if (problems.length > 0) return problems.map(([node, each]) => issueAtOffset(offsetOf(node), each));
  try {
    return new ParsedDocument(file, document.toJS({ maxAliasCount: MAX_ALIASES }), document, lines);
  } catch {
    return [issueAtOffset(document.range[0], TOO_MANY_COPIES)];
  }
}

/** Whether a document has neither content nor errors, such as the text behind the last `---`. */
function isEmpty({ contents, errors, warnings }: Document.Parsed): boolean {
  const hasNoContent = contents === null || (isScalar(contents) && contents.value === null);
  return hasNoContent && errors.length + warnings.length === 0;
}

function documentProblem(document: Document.Parsed): Problem | undefined {
  const { nodes, aliases } = countNodes(document);
  if (nodes > MAX_NODES) return { code: "too-many", message: `has more than ${MAX_NODES} values. Split the document.` };
  if (aliases <= MAX_ALIASES)
    return expandedSize(document, document.contents) > MAX_NODES ? TOO_MANY_COPIES : undefined;
  return { code: "too-many", message: `has more than ${MAX_ALIASES} aliases (*name). Write the values out.` };
}

const TOO_MANY_COPIES = {
  code: "too-many",
  message: "expands to too many values through aliases (*name). Write the values out.",
} as const;

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

class ParsedDocument implements YamlDocument {
  constructor(
    public readonly file: string,
    public readonly value: unknown,
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
  ) {}

  public asWritten(path: Path): Path {
    return path;
  }

  public locate(path: Path, part: "key" | "value" = "value"): Position {
    let node: unknown = this.document.contents;
    let key: unknown;
    for (const [index, step] of path.entries()) {
      const entry = entryOf(this.document, node, step);
      if (entry === undefined) return positionAt(this.lines, offsetOf(key ?? this.document.contents));
      const isLast = index === path.length - 1;
      if (isLast && part === "key") return positionAt(this.lines, offsetOf(entry.key ?? entry.value));
      [key, node] = [entry.key ?? entry.value, entry.value];
    }
    return positionAt(this.lines, offsetOf(isNode(node) ? node : key));
  }
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
