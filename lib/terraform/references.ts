import {
  DefaultTokenResolver,
  StringConcat,
  TerraformElement,
  Tokenization,
  dependable,
  type ITerraformDependable,
  type TerraformStack,
} from "cdktf";
import type { IConstruct } from "constructs";
import { fieldsOf } from "../base/objects";
import { codeIn } from "./template";

/** Resolves the tokens of a value, as CDKTF does at synth. */
export function resolveIn(scope: IConstruct, value: unknown): unknown {
  return Tokenization.resolve(value, { scope, resolver: new DefaultTokenResolver(new StringConcat()) });
}

/** The address in Terraform, such as `scaleway_container.api` or `data.scaleway_secret.key`. */
export function addressOf(element: ITerraformDependable & IConstruct): string {
  return String(resolveIn(element, dependable(element)));
}

/** The addresses that each resource, data source, module and local of a stack refers to, in expressions or in `depends_on`. */
export function referencesIn(stack: TerraformStack): ReadonlyMap<string, readonly string[]> {
  const elements = stack.node
    .findAll()
    .filter((each) => TerraformElement.isTerraformElement(each))
    .filter(({ cdktfStack }) => cdktfStack === stack);
  return new Map(elements.flatMap((element) => [...definitionsIn(resolveIn(stack, element.toTerraform()))]));
}

/** The blocks of an element in Terraform's JSON syntax, each with its address and the addresses that it refers to. */
function definitionsIn(json: unknown): [address: string, references: string[]][] {
  const { resource, data, module, locals } = fieldsOf(json);
  return [
    ...blocksOfTypes("", resource),
    ...blocksOfTypes("data.", data),
    ...blocks("module.", module),
    ...blocks("local.", locals),
  ];
}

function blocksOfTypes(prefix: string, types: unknown) {
  return Object.entries(fieldsOf(types)).flatMap(([type, named]) => blocks(`${prefix}${type}.`, named));
}

function blocks(prefix: string, named: unknown): [address: string, references: string[]][] {
  return Object.entries(fieldsOf(named)).map(([name, block]) => [`${prefix}${name}`, [...addressesIn(block)]]);
}

/** Arguments whose values are addresses without the braces of an expression. */
const ADDRESS_ARGUMENTS = ["depends_on", "replace_triggered_by"];

function* addressesIn(value: unknown, key = ""): Iterable<string> {
  if (typeof value === "string") {
    const code = ADDRESS_ARGUMENTS.includes(key) ? value : codeIn(value);
    yield* code.match(/\b(data\.)?[\w-]+\.[\w-]+/g) ?? [];
  } else if (Array.isArray(value)) {
    for (const item of value) yield* addressesIn(item, key);
  } else {
    for (const [name, item] of Object.entries(fieldsOf(value))) yield* addressesIn(item, name);
  }
}

/**
 * The shortest circle through a reference.
 * @returns the addresses from `from` back to `from`; none if there is no circle
 */
export function circleThrough(
  references: ReadonlyMap<string, readonly string[]>,
  from: string,
  to: string,
): readonly string[] {
  const visited = new Set([to]);
  // Grows while it is iterated.
  const paths = [[from, to]];
  for (const path of paths) {
    const last = path.at(-1) ?? to;
    if (last === from) return path;
    for (const next of references.get(last) ?? []) {
      if (visited.has(next)) continue;
      visited.add(next);
      paths.push([...path, next]);
    }
  }
  return [];
}
