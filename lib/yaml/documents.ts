import { isUtf8 } from "node:buffer";
import { Composer, Lexer, LineCounter, Parser, isAlias, isMap, isNode, isPair, isScalar, isSeq, visit } from "yaml";
import type { CST, Document, Node, Pair, YAMLError } from "yaml";
import type { ValidationIssue } from "../base/errors";
import { MANIFEST_LIMITS } from "../facts/limits";
import { SECRET_PLACEHOLDER } from "../base/secret-brand";
import type { Source } from "./sources";

export type Path = readonly PropertyKey[];
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One document of a file. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  /**
   * Where a value is; of one that is missing, where the nearest block around it has its key.
   * @param part "key" for the key of the last step
   */
  locate(path: Path, part?: "key" | "value"): Place;
}

/** Parser's errors in words of our own: the parser's may repeat what was written, which can be a secret. */
const SYNTAX: Readonly<Record<string, string>> = {
  ALIAS_PROPS: "an alias (*name) can have neither anchor nor tag",
  BAD_DIRECTIVE: "the % line is no directive of YAML; put the text in quotes",
  BAD_DQ_ESCAPE: "no escape of YAML follows the \\; write \\\\ for one, or use single quotes",
  BAD_INDENT: "the indentation does not fit the lines above, or a bracket in them is not closed",
  BAD_SCALAR_START: "text cannot start with this character; put it in quotes",
  BLOCK_AS_IMPLICIT_KEY:
    "a key with a value stands where a value is; put it on a line of its own, or the text in quotes",
  BLOCK_IN_FLOW: "a block stands inside of brackets; write it inside of brackets as well",
  KEY_OVER_1024_CHARS: "a key is longer than 1024 characters; a quote or a new line may be missing",
  MISSING_CHAR: "a character is missing here: a closing quote or bracket, or a space after : or -",
  MULTILINE_IMPLICIT_KEY: "a key goes over several lines; a : or a quote may be missing",
  MULTIPLE_DOCS: "several documents stand here; divide them with ---",
  NON_STRING_KEY: "a key is no text; put it in quotes",
  TAB_AS_INDENT: "a tab stands in the indentation; use spaces",
  TAG_RESOLVE_FAILED: "a tag (!name) is not known here; put the text in quotes, or remove the tag",
  UNEXPECTED_TOKEN: "this does not belong here; put the text in quotes if it is part of it",
};

/** More than any manifest needs, and far less than what exhausts the memory. */
const MAX_ALIASES = 100;
const MAX_NODES = 5000;
const MAX_DEPTH = 100;
/** Of a document: one mistake makes the parser stumble over many lines. */
const MAX_SYNTAX_ERRORS = 10;
/** What CDKTF takes for a reference of its own, wherever it stands in a text. */
const TOKEN = /[$#&]\{TfToken\[/;

export function parseDocuments(source: Source): { documents: YamlDocument[]; issues: ValidationIssue[] } {
  const { file } = source;
  const fail = (message: string, place?: Place) => ({ documents: [], issues: [{ file, ...place, path: "", message }] });
  if ("problem" in source) return fail(source.problem);
  const { bytes } = source;
  if (!isUtf8(bytes)) return fail("is not UTF-8 text; save it as UTF-8", { line: brokenLine(bytes), column: 1 });
  const lines = new LineCounter();
  const { parsed, tooDeepAt } = parse(new TextDecoder().decode(bytes), lines);
  if (tooDeepAt !== undefined) {
    return fail(`is nested more than ${MAX_DEPTH} levels deep; write a manifest`, placeOf(lines, tooDeepAt));
  }
  if (parsed.length === 0) return fail("is empty; write a manifest");
  if (parsed.length > MANIFEST_LIMITS.documents) return fail(tooMany(parsed.length));
  const results = parsed.map((document) => read(document, file, lines));
  return {
    documents: results.filter((result) => result instanceof PlacedDocument),
    issues: results.flatMap((result) => (result instanceof PlacedDocument ? [] : result)),
  };
}

export function tooMany(documents: number): string {
  return `makes ${documents} documents, more than ${MANIFEST_LIMITS.documents}; take them in several runs`;
}

/** As the parser's own function for it does, but for the depth: where a text is nested thousands of levels deep, Node dies. */
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
  return { parsed: [...composer.compose(tokens)] as Document.Parsed[] };
}

function brokenLine(bytes: Uint8Array): number {
  const start = { line: 1, at: 0 };
  for (
    let end = bytes.indexOf(0x0a);
    end >= 0 && isUtf8(bytes.subarray(start.at, end));
    end = bytes.indexOf(0x0a, start.at)
  ) {
    start.line++;
    start.at = end + 1;
  }
  return start.line;
}

/** A document, or what is wrong with it before it is held against a schema. */
function read(document: Document.Parsed, file: string, lines: LineCounter): PlacedDocument | ValidationIssue[] {
  const issue = (offset: number, message: string) => ({ file, ...placeOf(lines, offset), path: "", message });
  const problems: readonly YAMLError[] = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    const first = problems.slice(0, MAX_SYNTAX_ERRORS);
    return first.map(({ code, pos }) => issue(pos[0], SYNTAX[code] ?? "this is no YAML"));
  }
  if (isScalar(document.contents) ? document.contents.value === null : document.contents === null) {
    return [issue(document.range[0], "the document is empty; write a manifest, or remove its ---")];
  }
  const { nodes, aliases } = count(document);
  if (nodes > MAX_NODES)
    return [issue(document.range[0], `has more than ${MAX_NODES} values; no manifest needs as many`)];
  if (aliases > MAX_ALIASES) {
    return [issue(document.range[0], `has more than ${MAX_ALIASES} aliases (*name); write the values out`)];
  }
  const issues = nodeIssues(document).map(({ node, message }) => issue(offsetOf(node), message));
  if (issues.length > 0) return issues;
  try {
    return new PlacedDocument(file, document.toJS({ maxAliasCount: MAX_ALIASES }), document, lines);
  } catch {
    return [issue(document.range[0], `the aliases (*name) give more than ${MAX_ALIASES} values; write them out`)];
  }
}

function count(document: Document.Parsed): { nodes: number; aliases: number } {
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

/** What is wrong with single nodes, and no error to the parser. */
function nodeIssues(document: Document.Parsed): { node: unknown; message: string }[] {
  const issues: { node: unknown; message: string }[] = [];
  visit(document, {
    Alias: (_, node) => {
      if (node.resolve(document) !== undefined) return;
      const message = "no anchor (&name) of this name stands before the alias; put text that starts with * in quotes";
      issues.push({ node, message });
    },
    // The parser's own search for them takes minutes for a large file.
    Map: (_, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        const message = "the key stands here a second time; remove one";
        if (seen.has(textOf(key))) issues.push({ node: key, message });
        if (textOf(key) === "__proto__")
          issues.push({ node: key, message: "__proto__ is no key that can be passed on" });
        seen.add(textOf(key));
      }
    },
    Scalar: (_, node) => {
      const { value } = node;
      if (typeof value !== "string") return;
      const isKept = TOKEN.test(value) || value.includes(SECRET_PLACEHOLDER);
      if (isKept) issues.push({ node, message: "holds text that CDKTF keeps for itself; write it in another way" });
      if (/\p{Surrogate}/u.test(value))
        issues.push({ node, message: "holds half of a character; write the whole one" });
    },
  });
  return issues;
}

/** A key as it is shown: what is no name may be a secret that stands in the wrong place. */
export function shownKey(key: string): string {
  return /^[\w$./<>-]{1,64}$/.test(key) ? key : `${key.slice(0, Math.min(key.search(/[^\w-]|$/), 20))}…`;
}

class PlacedDocument implements YamlDocument {
  constructor(
    public readonly file: string,
    public readonly value: unknown,
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
  ) {}

  public locate(path: Path, part: "key" | "value" = "value"): Place {
    let node: unknown = this.document.contents;
    let key: unknown;
    for (const [index, step] of path.entries()) {
      const found = child(isAlias(node) ? node.resolve(this.document) : node, step);
      if (found === undefined) return placeOf(this.lines, offsetOf(key ?? this.document.contents));
      const isLast = index === path.length - 1;
      if (isLast && part === "key") return placeOf(this.lines, offsetOf(found.key ?? found.value));
      [key, node] = [found.key ?? found.value, found.value];
    }
    return placeOf(this.lines, offsetOf(isNode(node) ? node : key));
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

function placeOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
