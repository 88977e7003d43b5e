import type { YAMLError } from "yaml";
import type { Problem } from "../base/problem";

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

/** Per document: after one mistake, the parser reports many lines. */
const MAX_SYNTAX_ERRORS = 10;
/** The start of an expression of a template engine, such as Helm or Jinja. */
const TEMPLATE = /\{\{|\{%/;

export const TEMPLATE_PROBLEM = {
  code: "unrendered-template",
  message: "is an expression of a template. Render the template first, for example with helm template.",
} as const;

/** Returns the problems of a document that is not valid YAML, each with its offset in the text of the file. */
export function syntaxProblems(
  errors: readonly YAMLError[],
  text: string,
): (readonly [offset: number, problem: Problem])[] {
  for (const { pos } of errors) {
    const start = text.lastIndexOf("\n", pos[0] - 1) + 1;
    const [line = ""] = text.slice(start).split("\n", 1);
    const column = line.search(TEMPLATE);
    if (column >= 0) return [[start + column, TEMPLATE_PROBLEM]];
  }
  return errors.slice(0, MAX_SYNTAX_ERRORS).map(({ code, pos }) => {
    const message = SYNTAX_MESSAGES[code] ?? OTHER_SYNTAX_MESSAGE;
    return [pos[0], { code: "invalid-yaml", message }];
  });
}
