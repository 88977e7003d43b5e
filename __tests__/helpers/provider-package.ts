import { readFileSync } from "node:fs";
import { join } from "node:path";

export type Type = string | [string, Type] | ["object", Record<string, Type>];
export interface Attribute {
  readonly type: Type;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly write_only?: boolean;
  readonly deprecated?: boolean;
}
export interface NestedBlock {
  readonly nesting_mode: "single" | "list" | "set";
  readonly min_items?: number;
  readonly max_items?: number;
  readonly block: Block;
}
export interface Block {
  readonly attributes?: Record<string, Attribute>;
  readonly block_types?: Record<string, NestedBlock>;
}
type Schemas = Record<string, { readonly block: Block }>;
export interface Provider {
  readonly provider: { readonly block: Block };
  readonly resource_schemas: Schemas;
  readonly data_source_schemas: Schemas;
  readonly ephemeral_resource_schemas: Schemas;
}
export const folder = join(__dirname, "../../packages/provider-scaleway");
export const text = (file: string): string => readFileSync(join(folder, file), "utf8");
export const json = (file: string): unknown => JSON.parse(text(file));

export const manifest = json("package.json") as { version: string; terraform: Record<string, string | string[]> };
export const schema = Object.values(
  (json("schema.json") as { provider_schemas: Record<string, Provider> }).provider_schemas,
)[0]!;

export const bindings: { name: string; block: Block }[] = [
  { name: "provider", block: schema.provider.block },
  ...Object.entries(schema.resource_schemas).map(([type, { block }]) => ({
    name: type.replace("scaleway_", ""),
    block,
  })),
  ...Object.entries(schema.data_source_schemas).map(([type, { block }]) => ({ name: `data_${type}`, block })),
].map(({ name, block }) => ({ name: name.replaceAll("_", "-"), block }));
