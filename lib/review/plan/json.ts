import { isObject, stringOf } from "../../base/objects";

/** A JSON value. In a `Plan`, secrets are masked, and values that are known after apply are missing. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
/** The attributes of a resource by their names in Terraform. */
export type Values = Readonly<Record<string, Value>>;

/** A text or a number in JSON. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;
/** A number that may have more digits than a number of JavaScript. */
const LONG_NUMBER = /[\s:,[]-?\d[\d.]{15}|^-?\d[\d.]{15}/;

/**
 * Parses JSON. A number with more digits than JavaScript can hold becomes a text with these digits.
 * @throws SyntaxError if the text is not JSON
 */
export function parseJson(text: string): Value {
  const lossless = LONG_NUMBER.test(text) ? text.replace(TOKEN, quoteLossy) : text;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- JSON.parse returns no other values
  return JSON.parse(lossless) as Value;
}

function quoteLossy(token: string): string {
  const isLong = !token.startsWith('"') && /^-?\d+(\.\d+)?$/.test(token) && token.replaceAll(/\D/g, "").length > 15;
  return isLong && String(Number(token)) !== token ? `"${token}"` : token;
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether a value is a list or a map. */
export function isNested(value: Value | undefined): value is readonly Value[] | Values {
  return typeof value === "object" && value !== null;
}

/** The field or element of a value; `undefined` if the value is not nested or has no such key. */
export function valueAt(value: Value | undefined, key: string): Value | undefined {
  if (!isNested(value)) return undefined;
  if (isList(value)) return value[Number.parseInt(key, 10)];
  const field = value[key];
  // JSON can have the keys that every object inherits, such as `constructor`.
  const isInherited = (typeof field === "function" || key === "__proto__") && !Object.hasOwn(value, key);
  return isInherited ? undefined : field;
}

/** The text at a key; empty if there is none. */
export function stringAt(value: Value | undefined, key: string): string {
  return stringOf(valueAt(value, key));
}

export function listAt(value: Value | undefined, key: string): readonly Value[] {
  return listOf(valueAt(value, key));
}

export function listOf(value: Value | undefined): readonly Value[] {
  return isList(value) ? value : [];
}

export function entriesAt(value: Value | undefined, key: string): [string, Value][] {
  return entriesOf(valueAt(value, key));
}

export function entriesOf(value: Value | undefined): [string, Value][] {
  return isObject(value) ? Object.entries(value) : [];
}

/** Whether Terraform's marks of a value, such as `after_sensitive`, have `true` at any depth. */
export function hasTrue(marks: Value | undefined): boolean {
  return marks === true || (isNested(marks) && Object.values(marks).some(hasTrue));
}
