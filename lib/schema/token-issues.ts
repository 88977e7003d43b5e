import { Token, Tokenization } from "cdktf";
import type { z } from "zod";
import type { IssueCode } from "../base/issue-codes";
import { isUnchangedToken, splitTokens } from "../base/token-text";
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
    const isLast = index === issue.path.length - 1;
    if (Token.isUnresolved(key)) {
      return (
        !appliesToTokens(issue) &&
        !(isLast && issue.code === "invalid_key" && !canBeValid(issue, schema, root, String(key)))
      );
    }
    value = isIndexable(value) ? value[key] : undefined;
    if (isLast && typeof value === "string")
      return !appliesToTokens(issue) && !rejectsTokens && canBeValid(issue, schema, root, value);
    if (isUnchangedToken(value)) return !(isLast && (rejectsTokens || hasOtherShape(issue, value)));
  }
  return issue.code === "unrecognized_keys" && issue.keys.every((key) => Token.isUnresolved(key));
}

/** Whether a field has another type than the placeholder of a list or a map. A field of that type would accept the placeholder. */
function hasOtherShape(issue: z.core.$ZodIssue, value: unknown): boolean {
  const isOfType = codeOf(issue) === "wrong-type" || codeOf(issue) === "not-allowed";
  return isOfType && typeof value === "object" && !Tokenization.isResolvable(value);
}

function appliesToTokens(issue: z.core.$ZodIssue): boolean {
  const issues = issue.code === "invalid_key" ? issue.issues : [issue];
  return issues.some((each) => APPLY_TO_TOKENS.has(codeOf(each)));
}

export function isIndexable(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}

/** Whether a text at the path of an issue, or the key at its end, does not have the issue for some values of its tokens. */
function canBeValid(issue: z.core.$ZodIssue, schema: z.ZodType, root: unknown, text: string): boolean {
  const parts = splitTokens(text);
  if (parts.length === 1) return false;
  if (parts.every((part, index) => index % 2 === 1 || part === "")) return true;
  // The list of time zones is longer than the samples.
  if (codeOf(issue) === "invalid-timezone") return true;
  if (issue.code === "invalid_value") return issue.values.some((value) => matches(String(value), parts));
  let attempts = 0;
  const isKey = issue.code === "invalid_key";
  for (const sample of withSamples(parts)) {
    if (++attempts > MAX_ATTEMPTS) return true;
    const { error } = schema.safeParse(replaceAt(root, issue.path, sample, isKey));
    const path = isKey ? [...issue.path.slice(0, -1), sample] : issue.path;
    if (!error?.issues.some((each) => each.path.join("\0") === path.join("\0"))) return true;
  }
  return false;
}

/** Whether a value has the literals of a text in their order, the first and the last at its ends. */
function matches(value: string, parts: readonly string[]): boolean {
  const literals = parts.filter((_, index) => index % 2 === 0).map((literal) => literal.replace(/\W/g, "\\$&"));
  return new RegExp(`^${literals.join(".*")}$`, "s").test(value);
}

/** Every text with a sample in place of each token. */
function* withSamples([literal = "", token, ...rest]: readonly string[]): Iterable<string> {
  if (token === undefined) yield literal;
  else for (const end of withSamples(rest)) for (const sample of SAMPLES) yield `${literal}${sample}${end}`;
}

/** A copy of a value with another text at a path, or with another key. */
function replaceAt(root: unknown, [key, ...rest]: readonly PropertyKey[], text: string, isKey: boolean): unknown {
  if (key === undefined || !isIndexable(root)) return text;
  const changed =
    isKey && rest.length === 0 ? { [text]: root[key] } : { [key]: replaceAt(root[key], rest, text, isKey) };
  return Array.isArray(root) ? Object.assign([...root], changed) : { ...root, ...changed };
}
