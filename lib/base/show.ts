import { Token } from "cdktf";
import { isPlainObject } from "./objects";
import { isSecret } from "./secret-brand";
import { displayTokens, literalsOf } from "./token-text";

const MAX_DISPLAYED_CHARACTERS = 80;
const MAX_LISTED_NAMES = 5;

/** A value for a message: short, on one line, and never the inside of an object. */
export function show(value: unknown): string {
  if (typeof value === "string") {
    if (Token.isUnresolved(value) && literalsOf(value).join("") === "") return "a token";
    const text = displayTokens(value);
    const isLong = text.length > MAX_DISPLAYED_CHARACTERS;
    return JSON.stringify(isLong ? `${text.slice(0, MAX_DISPLAYED_CHARACTERS)}…` : text);
  }
  if (typeof value === "number" || typeof value === "boolean" || value === null || value === undefined)
    return String(value);
  return kind(value);
}

/** The first names of a list that is too long for a message. */
export function listed(names: readonly string[]): string {
  const rest = names.length - MAX_LISTED_NAMES;
  return rest > 0 ? `${names.slice(0, MAX_LISTED_NAMES).join(", ")} and ${rest} more` : names.join(", ");
}

/** The type of a value in words, for values that a message must not display. */
export function kind(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (isSecret(value)) return "a SecretValue";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Promise) return "a Promise (is an await missing?)";
  if (typeof value !== "object") return `a ${typeof value}`;
  if (Token.isUnresolved(value)) return "a token";
  if (isPlainObject(value) || typeof value.constructor !== "function") return "an object";
  return `an instance of ${value.constructor.name}`;
}

/** A value with its kind, such as `"512" (a string)`; the kind alone for a value without a short text. */
export function withKind(value: unknown): string {
  const isShort = ["string", "number", "boolean"].includes(typeof value);
  return isShort && !Token.isUnresolved(value) ? `${show(value)} (${kind(value)})` : kind(value);
}
