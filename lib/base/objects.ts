/** Whether it has fields: neither a list nor null. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of what may be no object at all. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? (value as Record<string, unknown>) : {};
}

/** Of some keys those that are given. */
export function givenKeys(value: unknown, keys: readonly string[]): string[] {
  return keys.filter((key) => fieldsOf(value)[key] !== undefined);
}
