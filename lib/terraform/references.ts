import { TerraformOutput, type TerraformElement, type TerraformStack } from "cdktf";
import { fieldsOf } from "../base/objects";
import { resolveIn } from "./resolve";
import { codeIn } from "./template-code";
import { MAX_DEPTH, isPlainList, isPlainMap, isTokenFree } from "./token-resolution";

/** A resource, data source, module, local value or provider of a stack. */
export interface Block {
  /** The type in Terraform, for example `scaleway_container`. */
  readonly type: string;
  readonly element: TerraformElement;
  /** The arguments, which may contain tokens. */
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** A reference in the configuration of one block to another block or to itself. */
export interface Reference {
  readonly from: Block;
  /** The place of the reference, for example `environment_variables.URL`. */
  readonly path: readonly string[];
  readonly to: Block;
  /** The attribute that the reference reads, for example `public_endpoint`; undefined if it names the block only. */
  readonly attribute: string | undefined;
}

/** The references between the blocks of a stack, which Terraform follows to order them. */
export function referencesIn(stack: TerraformStack, elements: readonly TerraformElement[]): Reference[] {
  const blocks = new Map<string, Block>();
  for (const element of elements) addBlocks(blocks, element);
  return [...blocks.values()].flatMap((from) => referencesFrom(from, stack, blocks));
}

function addBlocks(blocks: Map<string, Block>, element: TerraformElement): void {
  // Most elements of a stack are outputs, which no block refers to.
  if (element instanceof TerraformOutput) return;
  // CDKTF types it as any.
  const { resource, data, module, locals, provider } = fieldsOf(element.toTerraform() as unknown);
  const add = (address: string, type: string, values: unknown) => {
    blocks.set(address, { type, element, arguments: fieldsOf(values) });
  };
  for (const [prefix, types] of [
    ["", resource],
    ["data.", data],
  ] as const) {
    for (const [type, named] of Object.entries(fieldsOf(types))) {
      for (const [name, values] of Object.entries(fieldsOf(named))) add(`${prefix}${type}.${name}`, type, values);
    }
  }
  for (const [name, values] of Object.entries(fieldsOf(module))) add(`module.${name}`, "module", values);
  for (const [name, value] of Object.entries(fieldsOf(locals))) add(`local.${name}`, "local value", { value });
  for (const [name, configurations] of Object.entries(fieldsOf(provider))) {
    for (const values of Array.isArray(configurations) ? configurations.map(fieldsOf) : []) {
      const { alias } = values;
      add(providerAddress(typeof alias === "string" ? `${name}.${alias}` : name), "provider", values);
    }
  }
}

function providerAddress(name: string): string {
  return `provider ${name}`;
}

function referencesFrom(from: Block, stack: TerraformStack, blocks: ReadonlyMap<string, Block>): Reference[] {
  const references: Reference[] = [];
  const add = (path: readonly string[], address: string, attribute?: string) => {
    const to = blocks.get(address);
    if (to !== undefined) references.push({ from, path: [...path], to, attribute });
  };
  const { provider } = from.arguments;
  // The start of a type is the name of its default provider.
  add(["provider"], providerAddress(typeof provider === "string" ? provider : (from.type.split("_", 1)[0] ?? "")));
  visitTexts(from.arguments, stack, [], (path, text) => {
    // Most texts have no address, which is found out faster than their code.
    if (!text.includes(".") || ![...text.matchAll(ADDRESS)].some(([, address = ""]) => blocks.has(address))) return;
    const code = codeIn(ADDRESS_LISTS.test(path.join(".")) ? `\${${text}}` : text);
    for (const [, address = "", attribute] of code.matchAll(ADDRESS)) add(path, address, attribute);
  });
  return references;
}

const ADDRESS = /(?<![\w.-])((?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*)(?:(?:\[[^\]]*\]|\.\*)*\.([A-Za-z_]\w*))?/g;
/** Arguments with addresses that are not in a template. */
const ADDRESS_LISTS = /^(depends_on|lifecycle\.replace_triggered_by)\.\d/;

type Visit = (path: readonly string[], text: string) => void;

/** Visits the texts and keys in a value, each with its path, and resolves only what may be a token. The path changes after the visit. */
function visitTexts(value: unknown, stack: TerraformStack, path: string[], visit: Visit): void {
  const isPlain = isPlainList(value) || isPlainMap(value);
  if (typeof value === "object" ? isPlain && path.length < MAX_DEPTH : isTokenFree(value)) {
    visitParts(value, stack, path, visit);
  } else {
    visitParts(resolved(value, stack), undefined, path, visit);
  }
}

/** Visits a value that is not a token. Its parts may be tokens if a stack is passed, in which they are resolved. */
function visitParts(value: unknown, stack: TerraformStack | undefined, path: string[], visit: Visit): void {
  if (typeof value === "string") visit(path, value);
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    path.push(key);
    visit(path, key);
    if (stack === undefined) visitParts(item, stack, path, visit);
    else visitTexts(item, stack, path, visit);
    path.pop();
  }
}

function resolved(value: unknown, stack: TerraformStack): unknown {
  try {
    return resolveIn(stack, value);
  } catch {
    // The synthesis fails with the same error, after the other problems are reported.
    return undefined;
  }
}
