/** Whether a value has fields: it is neither a list nor null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is an object without a class, such as a literal or parsed JSON. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A prototype without a prototype is Object.prototype, of any realm.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Adds fields to options, which may be missing. A value that is not a plain object stays as it is: the schema rejects it. */
export function withFields<Options, Fields extends object>(options: Options, fields: Fields): Options & Fields {
  const isMap = isPlainObject(options) || options === undefined;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- checked by the schema
  return (isMap ? { ...options, ...fields } : options) as Options & Fields;
}

/** The fields of an object; none for any other value. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

/** A string; the empty string for any other value. */
export function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A string that is not empty; undefined for any other value. */
export function nonEmptyString(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Filters keys to those that have a value in an object. */
export function presentKeys(value: unknown, keys: readonly string[]): string[] {
  return keys.filter((key) => fieldsOf(value)[key] !== undefined);
}
