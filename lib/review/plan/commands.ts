import { stringOf } from "../../base/objects";
import { isDeposed } from "./address";
import { isList, isNested, listAt, stringAt, valueAt, type Value } from "./json";
import type { PlannedCommand, ResourceChange } from "./plan";
import { MASK } from "./secrets";

/** A command in the configuration. */
export type ConfiguredCommand = Pick<PlannedCommand, "type" | "command" | "references">;

/** The attributes that contain the command, by the type of a provisioner. */
const PROVISIONER_ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ["local-exec", ["interpreter", "command"]],
  ["remote-exec", ["inline", "script", "scripts"]],
  ["file", ["source", "content", "destination"]],
]);
/** The attributes that contain the command or the request, by the type of a data source. */
const DATA_ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ["external", ["program"]],
  ["http", ["method", "url", "request_body"]],
  ["local_command", ["command", "arguments"]],
  ["shell_script", ["lifecycle_commands"]],
]);
/** The attributes that contain the command, by the type of a resource that runs it at every change. */
const RESOURCE_ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ["ansible_playbook", ["playbook"]],
  ["shell_script", ["lifecycle_commands"]],
  ["ssh_resource", ["commands"]],
]);
/** The methods of HTTP that only read. */
const SAFE_METHODS = ["GET", "HEAD"];

/** The commands of the provisioners of a resource in the configuration. */
export function provisionerCommands(resource: Value): ConfiguredCommand[] {
  return listAt(resource, "provisioners").map((provisioner) => {
    const type = stringAt(provisioner, "type");
    return configuredCommand(type, valueAt(provisioner, "expressions"), PROVISIONER_ATTRIBUTES.get(type));
  });
}

/** The command of a data source in the configuration, if reading it runs one. */
export function dataCommand(type: string, expressions: Value | undefined): ConfiguredCommand | undefined {
  const attributes = DATA_ATTRIBUTES.get(type);
  if (attributes === undefined || (type === "http" && isSafeRequest(expressions))) return undefined;
  return configuredCommand(type, expressions, attributes);
}

/** The command of a resource in the configuration, if its provider runs one. */
export function resourceCommand(type: string, expressions: Value | undefined): ConfiguredCommand[] {
  const attributes = RESOURCE_ATTRIBUTES.get(type);
  return attributes === undefined ? [] : [configuredCommand(type, expressions, attributes)];
}

function isSafeRequest(expressions: Value | undefined): boolean {
  const method = valueAt(expressions, "method");
  const literal = valueAt(method, "constant_value");
  const isSafe = method === undefined || SAFE_METHODS.includes(stringOf(literal).toUpperCase());
  return isSafe && valueAt(expressions, "request_body") === undefined;
}

function configuredCommand(
  type: string,
  expressions: Value | undefined,
  attributes: readonly string[] = Object.keys(isNested(expressions) ? expressions : {}),
): ConfiguredCommand {
  const parts = attributes.map((name) => valueAt(expressions, name)).filter((part) => part !== undefined);
  const texts = parts.map((part) => literalText(valueAt(part, "constant_value"), type === "remote-exec" ? "\n" : " "));
  // The interpreter alone is not a command.
  const isKnown = parts.every((part) => valueAt(part, "constant_value") !== undefined);
  const references = parts.flatMap((part) => listAt(part, "references").map(stringOf));
  return { type, ...(isKnown && { command: texts.join(" ") }), references: [...new Set(references)] };
}

function literalText(value: Value | undefined, separator: string): string {
  if (isList(value)) return value.map((element) => literalText(element, separator)).join(separator);
  if (typeof value === "string" || value === undefined || value === null) return value ?? "";
  return JSON.stringify(value);
}

/** The commands that a change of a resource runs. An update runs no provisioner, the destruction of a deposed object nothing. */
export function commandsOfChange(
  { address, path, action }: Pick<ResourceChange, "address" | "path" | "action">,
  configured: readonly ConfiguredCommand[],
): PlannedCommand[] {
  if (!["create", "update", "replace", "delete"].includes(action) || isDeposed(address)) return [];
  const run = action === "update" ? configured.filter(({ type }) => RESOURCE_ATTRIBUTES.has(type)) : configured;
  return run.map((command) => ({
    ...command,
    address,
    path,
    runsAt: action === "delete" ? "destroy" : "apply",
  }));
}

/** The command of an action, from its configuration without secrets. */
export function actionCommand(values: Value | undefined): string | undefined {
  const command = stringAt(values, "command");
  if (command !== "") return [command, ...listAt(values, "arguments").map(stringOf)].join(" ");
  const known = isNested(values) ? Object.entries(values).filter(([, value]) => value !== null && value !== MASK) : [];
  return known.length === 0 ? undefined : JSON.stringify(Object.fromEntries(known));
}
