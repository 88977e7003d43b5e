import { distance } from "fastest-levenshtein";
import { z } from "zod";

/** The names of the fields that an object at a path of a schema may have. */
export function fieldsAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  const field = schemaAt(schema, path);
  return field instanceof z.ZodObject ? Object.keys(field.shape) : [];
}

/** The schema of the value at a path, without its wrappers. */
export function schemaAt(schema: unknown, [step, ...rest]: readonly PropertyKey[]): unknown {
  const inner = unwrap(schema);
  if (step === undefined) return inner;
  if (inner instanceof z.ZodArray) return schemaAt(inner.element, rest);
  if (inner instanceof z.ZodRecord) return schemaAt(inner.valueType, rest);
  return inner instanceof z.ZodObject ? schemaAt(inner.shape[String(step)], rest) : undefined;
}

/** Whether a schema only adds to another one that a value may be missing, has a default or does not change. */
export function isWrapper(schema: unknown): schema is z.ZodDefault | z.ZodOptional | z.ZodReadonly {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodReadonly;
}

/** A schema without its wrappers. A union of a text and a mapping is the mapping. */
export function unwrap(schema: unknown): unknown {
  if (isWrapper(schema)) return unwrap(schema.unwrap());
  // A field that rejects tokens before it checks the value.
  if (schema instanceof z.ZodPipe) return unwrap(schema.out);
  // The mapping of a union of a text and a mapping.
  if (schema instanceof z.ZodUnion) return schema.options.find((option) => option instanceof z.ZodObject);
  return schema;
}

/** Suggests the name that a misspelled name probably means; without one, returns another remedy. */
export function didYouMean(misspelled: string, names: readonly string[], otherwise: string): string {
  const suggestion = nearest(misspelled, names);
  return suggestion === undefined ? otherwise : `Did you mean ${suggestion}?`;
}

/** The name that a misspelled name probably means: with a typo, without some of its words, or abbreviated. */
export function nearest(misspelled: string, names: readonly string[]): string | undefined {
  const input = misspelled.slice(0, 64);
  const likeliest = names
    .map((name) => ({ name, edits: distance(joined(input), joined(name)) }))
    .filter(({ name, edits }) => edits <= maxEdits(input, name) && joined(input).startsWith(joined(name).slice(0, 1)))
    .sort((a, b) => a.edits - b.edits)[0];
  return (
    likeliest?.name ??
    names.find((name) => hasSameStart(input, name)) ??
    names.find((name) => isAbbreviation(input, name) || isAbbreviation(name, input))
  );
}

const joined = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** A short name is another word after two edits, unless two letters are swapped. */
function maxEdits(input: string, name: string): number {
  const letters = (text: string) => Array.from(joined(text)).sort().join("");
  return joined(name).length > 4 || letters(input) === letters(name) ? Math.max(2, joined(name).length / 3) : 1;
}

/** The words of a name in any spelling, without the s of plurals: `cronTriggers` and `cron_triggers` have two. */
function wordsIn(name: string): string[] {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return (words ?? []).map((word) => word.replace(/s$/, ""));
}

/** Whether an input consists of the first word of a name and others of its words: `memory` of `memoryLimitMb`. */
function hasSameStart(input: string, name: string): boolean {
  const [words, known] = [wordsIn(input), wordsIn(name)];
  // The digits are the meaning of names such as registrySha256.
  const isRequired = (word: string) => /\d/.test(word);
  const hasAll =
    words.every((word) => known.includes(word)) && known.filter(isRequired).every((word) => words.includes(word));
  return words[0] === known[0] && hasAll;
}

/** Whether a name is short for the first word of another one: `env` of `environment`, but not `name` of `namespace`. */
function isAbbreviation(short: string, long: string): boolean {
  return joined(short).length === 3 && (wordsIn(long)[0] ?? "").startsWith(joined(short));
}
