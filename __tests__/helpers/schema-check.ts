import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  json as readJson,
  schema,
  type Attribute,
  type Block,
  type NestedBlock,
  type Provider,
  type Type,
} from "./provider-package";

interface Fact {
  readonly forceNew?: boolean;
  readonly deprecated?: boolean;
  readonly conflictsWith?: readonly string[];
  readonly exactlyOneOf?: readonly string[];
}
type Json = Record<string, unknown>;

const facts = readJson("facts.json") as Record<string, { deprecated: boolean; attributes: Record<string, Fact> }>;

/** Version 4.5.0, read 2026-11 as `terraform providers schema -json` gives it, cut to what is used, without descriptions. */
const docker = (
  JSON.parse(readFileSync(join(__dirname, "docker-provider.json"), "utf8")) as {
    provider_schemas: Record<string, Pick<Provider, "provider" | "resource_schemas">>;
  }
).provider_schemas["registry.terraform.io/kreuzwerker/docker"]!;
const PROVIDERS = { scaleway: schema.provider.block, docker: docker.provider.block };

const META_ARGUMENTS = ["//", "lifecycle", "depends_on", "provider", "count", "for_each", "alias"];
/** Types that are Terraform's own. */
const BUILT_IN = ["terraform_remote_state"];
const EXPRESSION = /^\$\{.*\}$/s;

/** Everything in synthesized JSON that the provider of the pinned schema would refuse, replace on every plan, or call deprecated. */
export function schemaProblems(json: Json): string[] {
  const problems: string[] = [];
  for (const [name, block] of Object.entries(PROVIDERS)) {
    for (const provider of ((json["provider"] ?? {}) as Record<string, Json[]>)[name] ?? []) {
      problems.push(...blockProblems("provider", provider, block));
    }
  }
  for (const [kind, schemas] of [
    ["resource", { ...schema.resource_schemas, ...docker.resource_schemas }],
    ["data", schema.data_source_schemas],
    ["ephemeral", schema.ephemeral_resource_schemas],
  ] as const) {
    for (const [type, instances] of Object.entries((json[kind] ?? {}) as Record<string, Record<string, Json>>)) {
      if (BUILT_IN.includes(type)) continue;
      const block = schemas[type]?.block;
      for (const [name, value] of Object.entries(instances)) {
        const at = `${type}.${name}`;
        if (block === undefined) problems.push(`${at}: unknown type`);
        else problems.push(...blockProblems(at, value, block));
        if (kind === "resource") problems.push(...factProblems(at, value, type));
      }
    }
  }
  return problems;
}

function blockProblems(at: string, value: Json, block: Block): string[] {
  const problems: string[] = [];
  const { attributes = {}, block_types: blocks = {} } = block;
  for (const [key, given] of Object.entries(value)) {
    const attribute = attributes[key];
    const nested = blocks[key];
    if (attribute !== undefined) problems.push(...attributeProblems(`${at}.${key}`, given, attribute));
    else if (nested !== undefined) problems.push(...nestedProblems(`${at}.${key}`, given, nested));
    else if (!META_ARGUMENTS.includes(key)) problems.push(`${at}.${key}: unknown`);
  }
  for (const [key, { required }] of Object.entries(attributes)) {
    if (required === true && value[key] === undefined) problems.push(`${at}.${key}: missing`);
  }
  for (const [key, { min_items: least = 0 }] of Object.entries(blocks)) {
    if (least > 0 && value[key] === undefined) problems.push(`${at}.${key}: missing`);
  }
  return problems;
}

function attributeProblems(at: string, value: unknown, { type, required, optional, deprecated }: Attribute): string[] {
  if (required !== true && optional !== true) return [`${at}: computed by the provider`];
  if (deprecated === true) return [`${at}: deprecated`];
  return hasType(value, type) ? [] : [`${at}: ${JSON.stringify(value)} is no ${JSON.stringify(type)}`];
}

function hasType(value: unknown, type: Type): boolean {
  if (typeof value === "string" && EXPRESSION.test(value)) return true;
  if (typeof type === "string") return typeof value === (type === "bool" ? "boolean" : type);
  const [collection, item] = type;
  if (typeof item === "object" && !Array.isArray(item)) return isObject(value);
  if (collection === "map") return isObject(value) && Object.values(value).every((each) => hasType(each, item));
  return Array.isArray(value) && value.every((each) => hasType(each, item));
}

function nestedProblems(at: string, value: unknown, nested: NestedBlock): string[] {
  const items = (Array.isArray(value) ? value : [value]) as unknown[];
  if (nested.nesting_mode === "single" && Array.isArray(value)) return [`${at}: a list where one block is wanted`];
  if (items.length < (nested.min_items ?? 0)) return [`${at}: too few`];
  if (items.length > (nested.max_items ?? Infinity)) return [`${at}: too many`];
  return items.flatMap((item) => (isObject(item) ? blockProblems(at, item, nested.block) : [`${at}: no block`]));
}

function factProblems(at: string, value: Json, type: string): string[] {
  const fact = facts[type];
  if (fact === undefined) return [];
  const problems = fact.deprecated ? [`${at}: deprecated`] : [];
  for (const [path, { forceNew, deprecated, conflictsWith = [], exactlyOneOf = [] }] of Object.entries(
    fact.attributes,
  )) {
    const given = lookUp(value, path);
    if (given === undefined) {
      if (exactlyOneOf.length > 0 && ![path, ...exactlyOneOf].some((other) => lookUp(value, other) !== undefined)) {
        problems.push(`${at}: none of ${[path, ...exactlyOneOf].join(", ")}`);
      }
      continue;
    }
    if (deprecated === true) problems.push(`${at}.${path}: deprecated`);
    for (const other of [...conflictsWith, ...exactlyOneOf].filter(
      (key) => key !== path && lookUp(value, key) !== undefined,
    )) {
      problems.push(`${at}.${path}: conflicts with ${other}`);
    }
    if (forceNew === true && /\b(timestamp|uuid|bcrypt)\(/.test(JSON.stringify(given))) {
      problems.push(`${at}.${path}: changes with every plan, and would replace the resource`);
    }
  }
  return problems;
}

function lookUp(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((current, key) => {
    const block: unknown = Array.isArray(current) ? current[0] : current;
    return isObject(block) ? block[key] : undefined;
  }, value);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
