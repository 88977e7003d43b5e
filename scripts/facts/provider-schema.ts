import { z } from "zod";

interface Flags {
  readonly deprecated?: boolean | undefined;
  readonly sensitive?: boolean | undefined;
}
interface Block extends Flags {
  readonly attributes?: Readonly<Record<string, Flags>> | undefined;
  readonly block_types?: Readonly<Record<string, { readonly block: Block }>> | undefined;
}

const flags = { deprecated: z.boolean().optional(), sensitive: z.boolean().optional() };
const blockSchema: z.ZodType<Block> = z.looseObject({
  ...flags,
  attributes: z.record(z.string(), z.looseObject(flags)).optional(),
  block_types: z.record(z.string(), z.looseObject({ block: z.lazy(() => blockSchema) })).optional(),
});
const resourcesSchema = z.record(z.string(), z.object({ block: blockSchema })).default({});
const schemaSchema = z.object({
  provider_schemas: z.record(
    z.string(),
    z.object({
      resource_schemas: resourcesSchema,
      data_source_schemas: resourcesSchema,
      ephemeral_resource_schemas: resourcesSchema,
    }),
  ),
});

/** An attribute or a block of a resource. */
export interface Part {
  /** Its type and its flags as JSON, without descriptions. */
  readonly text: string;
  /** `deprecated`, `sensitive`, both or `none`. */
  readonly flags: string;
}
/** The parts of a resource by their path, such as `cron.schedule`. */
export type Parts = ReadonlyMap<string, Part>;

/**
 * The resources, data sources and ephemeral resources of the only provider of a schema, such as `scaleway_container` and
 * `data_source scaleway_container`.
 * @param schema what `terraform providers schema -json` prints
 * @throws an Error if it is not the schema of one provider
 */
export function parseSchema(schema: unknown, title: string): ReadonlyMap<string, Parts> {
  const [provider, ...others] = Object.values(schemaSchema.safeParse(schema).data?.provider_schemas ?? {});
  if (provider === undefined || others.length > 0) throw new Error(`${title} is not the schema of one provider.`);
  const { resource_schemas, data_source_schemas, ephemeral_resource_schemas } = provider;
  const kinds = [
    ["", resource_schemas],
    ["data source ", data_source_schemas],
    ["ephemeral ", ephemeral_resource_schemas],
  ] as const;
  return new Map(
    kinds.flatMap(([prefix, resources]) =>
      Object.entries(resources).map(([name, { block }]) => [prefix + name, new Map(partsOf(block))] as const),
    ),
  );
}

function* partsOf({ attributes = {}, block_types = {} }: Block, prefix = ""): Iterable<[string, Part]> {
  for (const [name, attribute] of Object.entries(attributes))
    yield [prefix + name, { text: withoutProse(attribute), flags: describeFlags(attribute) }];
  for (const [name, { block, ...nesting }] of Object.entries(block_types)) {
    yield [prefix + name, { text: withoutProse(nesting), flags: describeFlags(block) }];
    yield* partsOf(block, `${prefix}${name}.`);
  }
}

export function describeFlags({ deprecated = false, sensitive = false }: Flags): string {
  return [...(deprecated ? ["deprecated"] : []), ...(sensitive ? ["sensitive"] : [])].join(", ") || "none";
}

const PROSE = ["description", "description_kind", "deprecation_message"];

function withoutProse(value: object): string {
  return JSON.stringify(value, (key, item: unknown) => {
    if (PROSE.includes(key)) return undefined;
    if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => a.localeCompare(b)));
  });
}
