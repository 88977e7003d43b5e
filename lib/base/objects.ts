/** Whether a value has fields: it is neither a list nor null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of a value; empty where the value is not an object. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** Of some keys those that are given. */
export function givenKeys(value: unknown, keys: readonly string[]): string[] {
  return keys.filter((key) => fieldsOf(value)[key] !== undefined);
}

/** A type whose lists and fields are read-only at every depth. `Leaf` stays as it is. */
export type DeepReadonly<T, Leaf = never> = T extends Leaf | string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly DeepReadonly<Item, Leaf>[]
    : { readonly [Key in keyof T]: DeepReadonly<T[Key], Leaf> };
