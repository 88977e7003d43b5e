/** Whether a value has fields: it is neither a list nor null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of an object; none for any other value. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

/** Filters keys to those that have a value in an object. */
export function presentKeys(value: unknown, keys: readonly string[]): string[] {
  return keys.filter((key) => fieldsOf(value)[key] !== undefined);
}
