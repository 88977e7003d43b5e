import type { z } from "zod";

const unsetValues = new WeakMap<z.ZodType, readonly unknown[]>();

/** A field that is not set if it has one of the values: OpenMCF documents them as the default. */
export function unsetBy<Field extends z.ZodType>(field: Field, ...values: readonly (string | number)[]): Field {
  unsetValues.set(field, values);
  return field;
}

export function isUnsetBy(field: z.ZodType | undefined, value: unknown): boolean {
  return field !== undefined && unsetValuesOf(field).includes(value);
}

export function unsetValuesOf(field: z.ZodType): readonly unknown[] {
  return unsetValues.get(field) ?? [];
}
