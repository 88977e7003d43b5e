import { z } from "zod";
import { containerManifest } from "./container-schema";
import { forEditors, type JsonSchema } from "./editor-schema";
import { privateNetworkManifest, recordManifest, registryManifest } from "./resource-schemas";
import { unsetValuesOf } from "./unset";

/** The schemas of the supported kinds. */
export const SCHEMAS = {
  ScalewayServerlessContainer: containerManifest,
  ScalewayContainerRegistry: registryManifest,
  ScalewayPrivateNetwork: privateNetworkManifest,
  ScalewayDnsRecord: recordManifest,
} as const;
export type Kind = keyof typeof SCHEMAS;

export function isKind(kind: unknown): kind is Kind {
  return typeof kind === "string" && Object.hasOwn(SCHEMAS, kind);
}

/** A manifest of any kind, valid and with its defaults filled in. */
export type AnyManifest = z.output<(typeof SCHEMAS)[Kind]>;

/** The JSON Schema of the fields of a kind. */
export function fieldsJsonSchema(kind: Kind): JsonSchema {
  const schema = z.toJSONSchema(SCHEMAS[kind], {
    io: "input",
    target: "draft-2020-12",
    override: ({ zodSchema, jsonSchema }) => {
      const unset = zodSchema instanceof z.ZodType ? unsetValuesOf(zodSchema) : [];
      if (unset.length > 0) Object.assign(jsonSchema, { unset });
    },
  });
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- zod's type also has true and false in place of schemas
  return schema as JsonSchema;
}

/**
 * The JSON Schema (draft 2020-12) of a manifest, for editors. It does not include rules over several fields. The kind
 * selects one definition, so that an editor reports only the problems of that kind.
 */
export function manifestJsonSchema(): object {
  const kinds = Object.keys(SCHEMAS).filter(isKind);
  const { properties = {} } = fieldsJsonSchema("ScalewayServerlessContainer");
  const { apiVersion = {}, kind, metadata, spec, status = {} } = properties;
  const root = {
    type: "object",
    properties: {
      apiVersion,
      kind: { ...kind, const: undefined, enum: kinds },
      metadata: { type: metadata?.type, description: metadata?.description },
      spec: { type: spec?.type, description: "The fields of the resource." },
      status,
    },
    required: ["apiVersion", "kind", "metadata", "spec"],
    additionalProperties: false,
  };
  const { allOf = [], ...rest } = forEditors(root, "#");
  const conditions = kinds.map((each) => ({
    if: { properties: { kind: { const: each } }, required: ["kind"] },
    then: { $ref: `#/$defs/${each}` },
  }));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "OpenMCF manifest (mapping)",
    ...rest,
    allOf: [...allOf, ...conditions],
    $defs: Object.fromEntries(kinds.map((each) => [each, definition(each)])),
  };
}

function definition(kind: Kind): JsonSchema {
  const { properties: { metadata = {}, spec = {} } = {} } = fieldsJsonSchema(kind);
  return forEditors({ properties: { metadata, spec }, required: ["metadata", "spec"] }, `#/$defs/${kind}`, kind);
}
