import { Token, Tokenization } from "cdktf";
import { base64Forms } from "./base64";
import { isObject } from "./objects";
import type { Problem } from "./problem";

/** CDKTF's marker of a text token, and a number that may be the placeholder of a number token. */
const MARKER = /(\$\{TfToken\[[a-zA-Z0-9:._-]+\]\}|-?\d(?:\.\d+)?e\+\d+)/;
/** CDKTF's marker of a list token, which is the only item of its list. */
const LIST_MARKER = /^#\{TfToken\[[^\]]+\]\}$/;
/** The placeholders of number tokens have exponents of 288 and above. No value of Scaleway is that large. */
const LARGEST_NUMBER = 1e280;

/** Splits a text into literals and the markers of tokens, which alternate. The first and the last part are literals. */
export function splitTokens(text: string): string[] {
  const parts = text.split(MARKER);
  // A number that is not a token belongs to the literals beside it.
  for (let index = parts.length - 2; index > 0; index -= 2) {
    if (!isToken(parts[index] ?? "")) parts.splice(index - 1, 3, parts.slice(index - 1, index + 2).join(""));
  }
  return parts;
}

function isToken(marker: string): boolean {
  if (!marker.startsWith("$")) return Token.isUnresolved(Number(marker));
  try {
    return Tokenization.reverseString(marker).firstToken !== undefined;
  } catch {
    // CDKTF does not know the marker.
    return false;
  }
}

/** Whether a list or an object is a token. CDKTF rejects one that was changed: `list.map((item) => item + "/x")`, `{ ...map, A: "1" }`. */
export function isUnchangedToken(value: unknown): boolean {
  if (!Token.isUnresolved(value)) return false;
  if (Array.isArray(value)) return LIST_MARKER.test(String(value));
  return !isObject(value) || "resolve" in value || Object.keys(value).length === 1;
}

/** The literals of a text, between its tokens. A text without tokens has one. */
export function literalsOf(text: string): string[] {
  return splitTokens(text).filter((_, index) => index % 2 === 0);
}

/** A value as JSON, with `null` in place of tokens of whole lists, maps and objects: their placeholders are not texts. */
export function jsonWithoutTokens(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" && Token.isUnresolved(item) ? null : item,
  );
}

/** A text with another text in place of each token. */
export function replaceTokens(text: string, replacement: string): string {
  return splitTokens(text)
    .map((part, index) => (index % 2 === 0 ? part : replacement))
    .join("");
}

/** The traces that text methods leave of a marker: its name in any case, its end, its start, and its base64 form. */
export const BROKEN_MARKER = new RegExp(
  [/tftoken/, /[token]\.\d+\]\}/, /^[\w:.-]*\d\]\}/, /\$\{t(f(t(o(k(en?)?)?)?)?)?$/, ...base64Forms("${TfToken[")]
    .map(({ source }) => source)
    .join("|"),
  "i",
);

/** The problem of a text with a part of a token, such as `endpoint.slice(8)`. CDKTF would deploy the part as it is. */
export function brokenTokenProblem(text: string): Problem | undefined {
  const parts = splitTokens(text);
  const isBroken = parts.some((part, index) => {
    if (index % 2 === 1) return false;
    // The space keeps text after a whole token from being read as the end of a marker.
    return BROKEN_MARKER.test(index === 0 ? part : ` ${part}`) || hasBrokenNumber(part);
  });
  if (!isBroken) return undefined;
  const remedy =
    'Use a function of Terraform, for example Fn.trimprefix(value, "https://") or Fn.element(list, 0), because the value is known after apply.';
  return { code: "broken-token", message: `contains a part of a token. ${remedy}` };
}

function hasBrokenNumber(literal: string): boolean {
  return literal.split(MARKER).some((part, index) => index % 2 === 1 && isTokenArithmetic(Number(part)));
}

/** The problem of a number that was calculated from the placeholder of a number token, such as `token * 2`. */
export function tokenArithmeticProblem(number: number): Problem | undefined {
  if (!isTokenArithmetic(number)) return undefined;
  const message = "is the result of arithmetic on a token. Use Op or Fn, for example Op.mul(value, 2).";
  return { code: "token-arithmetic", message };
}

function isTokenArithmetic(number: number): boolean {
  return Math.abs(number) > LARGEST_NUMBER && Number.isFinite(number) && !Token.isUnresolved(number);
}
