import { Token, Tokenization } from "cdktf";
import { isPlainObject } from "./objects";
import { isSecret } from "./secret-brand";
import { describeText, isSecretText, shorten } from "./secret-text";
import { displayTokens } from "./text";
import { literalsOf } from "./token-text";

const MAX_DISPLAYED_CHARACTERS = 80;
const MAX_LISTED_NAMES = 5;
/** The characters of names, keys and IDs, or a key that is already described. */
const NAME = /^([\p{L}\p{N}_$./<>-]{1,64}|<a text of \d+ characters>)$/u;
/** The formats of generated keys, which have the characters of names: a UUID, as the secret keys of Scaleway, hex and base64. */
const GENERATED =
  /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|[\da-fA-F]{32}|(?=[\w/]*\d)(?=[\w/]*[a-z])(?=[\w/]*[A-Z])[\w/]{32}/;
const UUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/gi;

/** A value for a message: short, on one line, and never the inside of an object or a text that looks like a secret. */
export function show(value: unknown): string {
  if (typeof value === "string") {
    if (Token.isUnresolved(value) && literalsOf(value).join("") === "") return "a token";
    const text = displayTokens(value);
    if (isSecretText(text)) return describeText(text);
    const isLong = text.length > MAX_DISPLAYED_CHARACTERS;
    return JSON.stringify(isLong ? `${text.slice(0, MAX_DISPLAYED_CHARACTERS)}…` : text);
  }
  if (typeof value === "number" || typeof value === "boolean" || value === null || value === undefined)
    return String(value);
  return kind(value);
}

/** A value that should be a name or one of several values. Other text may be a misplaced secret, so it is described. */
export function showName(value: unknown): string {
  return typeof value === "string" && !value.split(" ").every(isName) ? describeText(value) : show(value);
}

/** A value that should be an ID, which may contain a UUID. */
export function showId(value: unknown): string {
  return typeof value === "string" && !isName(value.replaceAll(UUID, "")) ? describeText(value) : show(value);
}

/** A key of a map, for the path of an issue. Its text is described if it is not a name. */
export function displayKey(key: PropertyKey): string {
  const text = String(key);
  return isName(text) ? text : `<${describeText(text)}>`;
}

/** Whether a text, without its tokens, could be a name: it is short, has no other characters, and looks like no secret. */
function isName(text: string): boolean {
  return literalsOf(text).every(
    (literal) => literal === "" || (NAME.test(literal) && !GENERATED.test(literal) && !isSecretText(literal)),
  );
}

/** The first names of a list that is too long for a message. */
export function listed(names: readonly string[]): string {
  const rest = names.length - MAX_LISTED_NAMES;
  const first = names.slice(0, MAX_LISTED_NAMES).map(shorten).join(", ");
  return rest > 0 ? `${first} and ${rest} more` : first;
}

/** The type of a value in words, for values that a message must not display. */
export function kind(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (isSecret(value)) return "a SecretValue";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Promise) return "a Promise (is an await missing?)";
  if (typeof value !== "object") return `a ${typeof value}`;
  if (Token.isUnresolved(value)) return Tokenization.isResolvable(value) ? "a token" : "a map";
  if (isPlainObject(value) || typeof value.constructor !== "function") return "an object";
  return `an instance of ${value.constructor.name}`;
}

/** A value with its kind, such as `"512" (a string)`; the kind alone for a value without a short text. */
export function withKind(value: unknown): string {
  const isShort = ["string", "number", "boolean"].includes(typeof value);
  if (!isShort || Token.isUnresolved(value)) return kind(value);
  const text = show(value);
  return typeof value === "string" && !text.startsWith('"') ? text : `${text} (${kind(value)})`;
}
