import { CONTAINER_LIMITS, PROBE_LIMITS, REGISTRY_LIMITS, RESOURCE_LIMITS, TRIGGER_LIMITS } from "../facts/limits";
import { describeLimit } from "../schema/limit-text";
import { snakeCase } from "./spelling";

/** A part of a JSON Schema. The keywords errorMessage and patternErrorMessage are those of the YAML language server. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Values of a reserved number. */
  readonly not?: { readonly enum: readonly number[] };
  /** Values that mean that the field is not set. */
  readonly unset?: readonly unknown[];
}

/** The limits of texts with a pattern in manifests. */
const TEXT_LIMITS = [
  CONTAINER_LIMITS.name,
  PROBE_LIMITS.path,
  REGISTRY_LIMITS.name,
  RESOURCE_LIMITS.name,
  TRIGGER_LIMITS.name,
];

/** The words for types that stand behind the name of a field. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  array: "list",
  boolean: "true or false",
  integer: "number",
  object: "mapping",
  string: "text",
};

/**
 * A schema for editors: its fields have titles, and the values that `synth` accepts in place of others. Each field also
 * has its name in snake_case.
 * @param pointer the position of the schema in the whole schema
 */
export function forEditors(schema: JsonSchema, pointer: string, name = "", isOptional = false): JsonSchema {
  const { unset, description, default: fallback, ...rest } = schema;
  const constraints = withSentences(withInner(rest, pointer));
  const { type } = rest;
  const kind = typeof type === "string" ? TYPE_NAMES[type] : undefined;
  return {
    ...(name !== "" && { title: kind === undefined ? name : `${name} (${kind})` }),
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    ...withUnset(isOptional ? orNull(constraints) : constraints, unset),
  };
}

/** A mapping or a list may have no entries, for example if all of them are comments. */
function orNull(schema: JsonSchema): JsonSchema {
  return schema.type === "object" || schema.type === "array" ? { ...schema, type: [schema.type, "null"] } : schema;
}

/** The schemas of properties, items and alternatives for editors. */
function withInner({ properties, required = [], items, anyOf, ...rest }: JsonSchema, pointer: string): JsonSchema {
  return {
    ...rest,
    ...(anyOf && { anyOf: anyOf.map((each, index) => forEditors(each, `${pointer}/anyOf/${index}`)) }),
    ...(items && { items: forEditors(items, `${pointer}/items`) }),
    ...(properties && inBothSpellings(properties, required, pointer)),
  };
}

/** The properties of a mapping, also in snake_case. A required property is required in one of its spellings. */
function inBothSpellings(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
  pointer: string,
): JsonSchema {
  const hasTwo = (name: string) => snakeCase(name) !== name;
  const entries = Object.entries(properties).flatMap(([name, field]) => {
    const place = `${pointer}/properties/${name}`;
    const entry = [name, forEditors(field, place, name, !required.includes(name))] as const;
    return hasTwo(name) ? [entry, [snakeCase(name), { $ref: place }] as const] : [entry];
  });
  const inOneSpelling = required.filter(hasTwo).map((name) => ({
    if: { not: { required: [snakeCase(name)] } },
    then: { required: [name] },
  }));
  return {
    properties: Object.fromEntries(entries),
    required: required.filter((name) => !hasTwo(name)),
    ...(inOneSpelling.length > 0 && { allOf: inOneSpelling }),
  };
}

/** Adds the sentences that editors display for values that do not match. */
function withSentences({ not, ...schema }: JsonSchema): JsonSchema {
  const { type, pattern, maxLength, minimum = 0, maximum = 0 } = schema;
  if (type === "integer") {
    const except = not === undefined ? "" : `, except ${not.enum.join(", ")}`;
    const errorMessage = `Use a whole number from ${minimum} to ${maximum}${except}.`;
    // Editors have no message of their own for "not", and list the values of an "if" in their hints.
    const isReserved = {
      if: { not },
      else: { type: "null", errorMessage: `Scaleway reserves this port. ${errorMessage}` },
    };
    const numbers = { pattern: "^\\d+$", patternErrorMessage: errorMessage };
    const reserved = not === undefined ? {} : { allOf: [isReserved] };
    return { ...schema, type: ["integer", "string"], errorMessage, ...numbers, ...reserved };
  }
  const limit = TEXT_LIMITS.find((each) => each.pattern.source === pattern && each.maxLength === maxLength);
  if (limit !== undefined) return { ...schema, patternErrorMessage: `Use ${describeLimit(limit)}.` };
  return schema;
}

/** Accepts further values: the keywords for values apply only to other values. */
function withUnset(schema: JsonSchema, unset: readonly unknown[] | undefined): JsonSchema {
  if (unset === undefined) return schema;
  const { type, errorMessage, ...constraints } = schema;
  return { type, errorMessage, if: { not: { enum: unset } }, then: constraints };
}
