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

function unwrap(schema: unknown): unknown {
  if (isWrapper(schema)) return unwrap(schema.unwrap());
  // A field that rejects tokens before it checks the value.
  if (schema instanceof z.ZodPipe) return unwrap(schema.out);
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
