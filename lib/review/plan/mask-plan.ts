import { isObject } from "../../base/objects";
import { looksSecret } from "../../base/secret-search";
import { isList, isNested, parseJson, type Value, type Values } from "./json";
import type { AttributeChange, Plan, PlannedCommand, ResourceChange } from "./plan";
import type { ScannedPlan } from "./scan-plan";
import { LOOKS_SECRET, MASK, type Secrets } from "./secrets";

const CHECK_KINDS = ["check", "resource", "output_value", "var"];
const CHECK_STATUSES = ["pass", "fail", "error", "unknown"];

/**
 * Masks every secret in a plan, also in names and in keys of maps. The names that the provider and Terraform define stay, so
 * that a secret that is equal to one hides no risk. The lists of the plan are changed in place: a copy of a large plan would
 * take as much memory again.
 */
export function maskPlan(plan: ScannedPlan, secrets: Secrets): Plan {
  const mask = (text: string) => secrets.mask(text);
  for (const list of [plan.changes, plan.drift]) {
    for (const [index, change] of list.entries()) list[index] = maskedChange(change, secrets);
  }
  return {
    ...plan,
    toolVersion: mask(plan.toolVersion),
    removed: plan.removed && {
      ...plan.removed,
      location: mask(plan.removed.location),
      notPlanned: plan.removed.notPlanned && mask(plan.removed.notPlanned),
    },
    unsearched: plan.unsearched?.map(({ location, reason }) => ({ location: mask(location), reason: mask(reason) })),
    deferred: plan.deferred.map(mask),
    commands: plan.commands.map((command) => maskedCommand(command, secrets)),
    outputs: plan.outputs.map((output) => ({
      ...output,
      name: mask(output.name),
      before: maskedOptional(output.before, secrets),
      after: maskedOptional(output.after, secrets),
      attributes: output.attributes.map((attribute) => maskedOutputPart(attribute, secrets)),
    })),
    checks: plan.checks.map(({ address, kind, status, messages }) => ({
      address: mask(address),
      kind: CHECK_KINDS.includes(kind) ? kind : mask(kind),
      status: CHECK_STATUSES.includes(status) ? status : mask(status),
      messages: messages.map(mask),
    })),
  };
}

/** A command that still looks like it contains a secret is masked as a whole. */
function maskedCommand(command: PlannedCommand, secrets: Secrets): PlannedCommand {
  const text = command.command === undefined ? undefined : secrets.mask(command.command);
  return {
    ...command,
    address: secrets.mask(command.address),
    path: command.path === undefined ? undefined : secrets.mask(command.path),
    type: secrets.mask(command.type),
    command: text !== undefined && looksSecret("", text) ? LOOKS_SECRET : text,
    references: command.references.map((reference) => secrets.mask(reference)),
  };
}

function maskedChange(change: ResourceChange, secrets: Secrets): ResourceChange {
  const mask = (text: string) => secrets.mask(text);
  const maskOptional = (text: string | undefined) => (text === undefined ? undefined : mask(text));
  const before = change.before && maskedNames(change.before, secrets);
  const isUnchanged = change.before === change.after;
  return {
    ...change,
    address: mask(change.address),
    path: maskOptional(change.path),
    provider: mask(change.provider),
    actions: change.action === "other" ? change.actions.map(mask) : change.actions,
    reason: maskOptional(change.reason),
    previousAddress: maskOptional(change.previousAddress),
    importId: maskOptional(change.importId),
    replacedBecause: change.replacedBecause.map((path) => maskedPath(path, secrets)),
    references: change.references.map(mask),
    attributes: change.attributes.map((attribute) => maskedAttribute(attribute, secrets)),
    before,
    after: isUnchanged ? before : change.after && maskedNames(change.after, secrets),
  };
}

function maskedAttribute(attribute: AttributeChange, secrets: Secrets): AttributeChange {
  const path = maskedPath(attribute.path, secrets);
  const [before, after] = [maskedOptional(attribute.before, secrets), maskedOptional(attribute.after, secrets)];
  // Most attributes contain no secret: copies of them all would take as much memory again.
  const isSame = path === attribute.path && before === attribute.before && after === attribute.after;
  return isSame ? attribute : { ...attribute, path, before, after };
}

/** The name of an output is data, as the keys of a map are. */
function maskedOutputPart(attribute: AttributeChange, secrets: Secrets): AttributeChange {
  return { ...maskedAttribute(attribute, secrets), path: secrets.mask(attribute.path) };
}

/** The first name of a path is an attribute of the provider. */
function maskedPath(path: string, secrets: Secrets): string {
  const end = path.search(/[.[]/);
  return end < 0 ? path : path.slice(0, end) + secrets.mask(path.slice(end));
}

/** Masks the fields, and the name of a DNS record that is a secret together with its zone: reports display both as one name. */
function maskedNames(values: Values, secrets: Secrets): Values {
  const { name, dns_zone: zone } = values;
  const masked = maskedFields(values, secrets);
  if (typeof name !== "string" || typeof zone !== "string") return masked;
  const hostname = [name, zone].filter(Boolean).join(".");
  return secrets.mask(hostname) === hostname ? masked : { ...masked, name: MASK };
}

/** The fields of a resource or block: the provider defines their names, and rules compare their numbers. */
function maskedFields(values: Values, secrets: Secrets): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "number" ? value : maskedField(value, secrets),
    ]),
  );
}

/** A list of objects is a list of blocks. The keys of a map are data. */
function maskedField(value: Value, secrets: Secrets): Value {
  if (!isList(value)) return maskedValue(value, secrets);
  return value.map((element) => (isObject(element) ? maskedFields(element, secrets) : maskedValue(element, secrets)));
}

function maskedOptional(value: Value | undefined, secrets: Secrets): Value | undefined {
  return value === undefined ? undefined : maskedValue(value, secrets);
}

function maskedValue(value: Value, secrets: Secrets): Value {
  if (typeof value === "string") return maskedText(value, secrets);
  if (typeof value === "number") {
    const text = String(value);
    return text.length < MIN_SECRET_DIGITS || secrets.mask(text) === text ? value : secrets.mask(text);
  }
  if (isList(value)) return value.map((element) => maskedValue(element, secrets));
  if (!isNested(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [secrets.mask(key), maskedValue(inner, secrets)]),
  );
}

/** A shorter number is a size, even if a secret is equal to it. */
const MIN_SECRET_DIGITS = 6;

/** JSON in a text is parsed first: an escape sequence may hide a secret. */
function maskedText(text: string, secrets: Secrets): string {
  if (!/^\s*[[{]/.test(text)) return secrets.mask(text);
  try {
    return secrets.mask(JSON.stringify(maskedValue(parseJson(text), secrets)));
  } catch {
    return secrets.mask(text);
  }
}
