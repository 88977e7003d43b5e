import { Token } from "cdktf";
import type { z } from "zod";
import type { IssueCode } from "../base/issue-codes";
import { isObject } from "../base/objects";
import { splitTokens } from "../base/token-text";
import { codeOf } from "../base/zod-codes";

/**
 * Values that a token may have at apply. A text with tokens is rejected if it is invalid with each of them, so every field
 * format needs a sample here that makes it valid.
 */
const SAMPLES = [
  "",
  "a",
  "1",
  "abc",
  "/",
  "a.b",
  "https://a.b/c",
  "https://",
  "fr-par",
  "Paris",
  "11111111-1111-1111-1111-111111111111",
  "fr-par/11111111-1111-1111-1111-111111111111",
  "rg.fr-par.scw.cloud/abc",
  "rg.fr-par.scw.cloud/abc/abc:1",
  `sha256:${"0".repeat(64)}`,
  `rg.fr-par.scw.cloud/abc/abc@sha256:${"0".repeat(64)}`,
  "abc:1",
  ":1",
  "*",
  "* *",
  "0 0 * *",
  "10",
  "2099",
  "2099-01-01",
  "T00:00:00Z",
  "2099-01-01T00:00:00Z",
  ".fifo",
  ".example.com",
  "{}",
  '"a"',
];
/** Problems of the literal text, whatever the values of the tokens are. */
const APPLY_TO_TOKENS: ReadonlySet<IssueCode> = new Set([
  "secret-as-text",
  "secret-not-accepted",
  "broken-token",
  "null-character",
  "invalid-unicode",
]);
const MAX_ATTEMPTS = 1000;

/** Whether a check failed only because of a token, whose value Terraform knows later. The literal text beside it must be valid. */
export function isCausedByToken(issue: z.core.$ZodIssue, schema: z.ZodType, root: unknown): boolean {
  const expectsObject = issue.code === "invalid_type" && issue.expected === "object";
  const rejectsTokens = expectsObject || (issue.code === "custom" && issue.params?.["acceptsTokens"] === false);
  let value = root;
  for (const [index, key] of issue.path.entries()) {
    if (Token.isUnresolved(key)) return !appliesToTokens(issue);
    value = isIndexable(value) ? value[key] : undefined;
    const isLast = index === issue.path.length - 1;
    if (isLast && typeof value === "string")
      return !appliesToTokens(issue) && !rejectsTokens && canBeValid(schema, root, issue.path, value);
    if (isToken(value)) return !(rejectsTokens && isLast);
  }
  return issue.code === "unrecognized_keys" && issue.keys.every((key) => Token.isUnresolved(key));
}

/** A map that also has other keys than those of a map token is not a token: CDKTF rejects it. */
function isToken(value: unknown): boolean {
  return Token.isUnresolved(value) && !(isObject(value) && Object.keys(value).length > 1 && !("resolve" in value));
}

function appliesToTokens(issue: z.core.$ZodIssue): boolean {
  const issues = issue.code === "invalid_key" ? issue.issues : [issue];
  return issues.some((each) => APPLY_TO_TOKENS.has(codeOf(each)));
}

export function isIndexable(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}

/** Whether a text at a path is valid for some values of its tokens. */
function canBeValid(schema: z.ZodType, root: unknown, path: readonly PropertyKey[], text: string): boolean {
  const parts = splitTokens(text);
  if (parts.length === 1) return false;
  if (parts.every((part, index) => index % 2 === 1 || part === "")) return true;
  let attempts = 0;
  for (const sample of withSamples(parts)) {
    if (++attempts > MAX_ATTEMPTS) return true;
    const { error } = schema.safeParse(withValueAt(root, path, sample), { reportInput: true });
    if (!error?.issues.some((issue) => issue.path.join("\0") === path.join("\0"))) return true;
  }
  return false;
}

/** Every text with a sample in place of each token. */
function* withSamples([literal = "", token, ...rest]: readonly string[]): Iterable<string> {
  if (token === undefined) yield literal;
  else for (const end of withSamples(rest)) for (const sample of SAMPLES) yield `${literal}${sample}${end}`;
}

function withValueAt(root: unknown, [key, ...rest]: readonly PropertyKey[], value: string): unknown {
  if (key === undefined || !isIndexable(root)) return value;
  const changed = { [key]: withValueAt(root[key], rest, value) };
  return Array.isArray(root) ? Object.assign([...root], changed) : { ...root, ...changed };
}
