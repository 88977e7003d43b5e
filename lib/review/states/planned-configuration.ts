import { isDeepStrictEqual } from "node:util";
import { parsedJson } from "../../base/json";
import { fieldsOf, isObject } from "../../base/objects";
import { stringAt, valueAt, type Value } from "../plan/json";
import { JsonCursor } from "../plan/json-cursor";

/** Arguments that are not expressions of a resource in a plan. */
const META = ["//", "connection", "count", "depends_on", "dynamic", "for_each", "lifecycle", "provider", "provisioner"];

/**
 * The addresses of the resources with another configuration in a plan in JSON than in cdk.tf.json; undefined if the plan has no
 * configuration. Terraform keeps the text of every expression in JSON, also of those with references.
 * @throws JsonProblem if the text is not JSON
 */
export function changedResources(plan: Uint8Array, stackJson: string): string[] | undefined {
  const expected = configuredResources(fieldsOf(parsedJson(stackJson)));
  const planned = plannedResources(new JsonCursor(plan));
  if (planned === undefined) return undefined;
  const isChanged = (address: string) => !isSameBody(expected.get(address), planned.get(address));
  return [...new Set([...expected.keys(), ...planned.keys()])].filter(isChanged);
}

function configuredResources({ resource, data }: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const resources = new Map<string, unknown>();
  for (const [prefix, types] of [["", resource] as const, ["data.", data] as const]) {
    for (const [type, all] of Object.entries(fieldsOf(types))) {
      for (const [name, body] of Object.entries(fieldsOf(all))) resources.set(`${prefix}${type}.${name}`, body);
    }
  }
  return resources;
}

/** The expressions of the resources in the root module; undefined if the plan has no configuration. */
function plannedResources(cursor: JsonCursor): Map<string, Value> | undefined {
  let resources: Map<string, Value> | undefined;
  for (const key of cursor.keys()) {
    if (key !== "configuration") continue;
    resources = new Map();
    for (const inner of cursor.keys()) {
      if (inner === "root_module") addResources(cursor, resources);
    }
  }
  return resources;
}

function addResources(cursor: JsonCursor, resources: Map<string, Value>): void {
  for (const key of cursor.keys()) {
    if (key !== "resources") continue;
    cursor.each(() => {
      const resource = cursor.value();
      resources.set(stringAt(resource, "address"), valueAt(resource, "expressions") ?? {});
    });
  }
}

/** Compares a resource or a block of cdk.tf.json with the expressions of a plan. */
function isSameBody(block: unknown, expressions: unknown): boolean {
  if (!isObject(block) || !isObject(expressions)) return false;
  const keys = "dynamic" in block ? Object.keys(block) : [...Object.keys(block), ...Object.keys(expressions)];
  return keys.every((key) => META.includes(key) || isSameArgument(block[key], expressions[key]));
}

function isSameArgument(argument: unknown, expression: unknown): boolean {
  const isConstant = isObject(expression) && "constant_value" in expression;
  const value = isConstant ? expression["constant_value"] : expression;
  if (isUnset(argument)) return isUnset(value);
  if (isConstant) return isDeepStrictEqual(value, argument);
  // A version without the text of the expression lists only its references.
  if (isObject(expression) && "references" in expression) return true;
  const [blocks, expressions] = [listOf(argument), listOf(expression)];
  return blocks.length === expressions.length && blocks.every((block, index) => isSameBody(block, expressions[index]));
}

/** A missing argument, `null` and an empty list of blocks are the same. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** JSON has one block, or a list of blocks. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
