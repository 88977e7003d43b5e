import { distance } from "fastest-levenshtein";
import { z } from "zod";

/** The names of the fields that an object of a schema may have. */
export function fieldsAt(schema: unknown, [step, ...rest]: readonly PropertyKey[]): string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodArray) return fieldsAt(inner.element, rest);
  if (!(inner instanceof z.ZodObject)) return [];
  return step === undefined ? Object.keys(inner.shape) : fieldsAt(inner.shape[String(step)], rest);
}

/** Whether a schema only adds to another one that a value may be missing, has a default or does not change. */
export function isWrapper(schema: unknown): schema is z.ZodDefault | z.ZodOptional | z.ZodReadonly {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodReadonly;
}

function unwrap(schema: unknown): unknown {
  if (isWrapper(schema)) return unwrap(schema.unwrap());
  // The mapping of a union of a text and a mapping.
  if (schema instanceof z.ZodUnion) return schema.options.find((option) => option instanceof z.ZodObject);
  return schema;
}

/** The name that a misspelled name is most like, if it is like any. */
export function nearest(misspelled: string, names: readonly string[]): string | undefined {
  const normalize = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const input = normalize(misspelled.slice(0, 64));
  const candidates = names.map((name) => ({ name, edits: distance(input, normalize(name)) }));
  const { name: closest, edits } = candidates.sort((a, b) => a.edits - b.edits)[0] ?? { name: "", edits: Infinity };
  if (edits <= Math.max(2, closest.length / 3) && input.startsWith(normalize(closest.slice(0, 1)))) return closest;
  return names.find(
    (name) => normalize(name).startsWith(input.slice(0, 4)) || (name.length > 2 && input.startsWith(normalize(name))),
  );
}
