/** A value in which the keys of mappings are replaced, and those of labels are not. */
function renamed(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => renamed(item, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>).map(([key, item]) => [
      rename(key),
      key === "labels" ? item : renamed(item, rename),
    ]),
  );
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A document in snake_case, except for some names. */
export const inSnakeCase = (document: object, except: readonly string[] = []) =>
  renamed(document, (name) => (except.includes(name) ? name : snake(name))) as object;
