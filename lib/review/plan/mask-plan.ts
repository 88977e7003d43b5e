import { isObject } from "../../base/objects";
import type { AttributeChange, Plan, ResourceChange, Value, Values } from "./plan";
import type { Secrets } from "./secrets";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Masks every secret wherever else it stands in a plan, names and keys of maps included. From here on nothing knows a secret.
 * What the provider and Terraform name themselves stays, so that no secret can hide a risk by looking like it. The plan itself
 * is changed: a copy of a large one would take as much memory again.
 */
export function maskPlan(plan: Mutable<Plan>, secrets: Secrets): Plan {
  const mask = (text: string) => secrets.mask(text);
  plan.toolVersion = mask(plan.toolVersion);
  plan.deferred = plan.deferred.map(mask);
  plan.invocations = plan.invocations.map(mask);
  for (const change of [...plan.changes, ...plan.drift]) maskChange(change, secrets);
  for (const output of plan.outputs as Mutable<Plan["outputs"][number]>[]) {
    output.name = mask(output.name);
    if (output.before !== undefined) output.before = maskedValue(output.before, secrets);
    if (output.after !== undefined) output.after = maskedValue(output.after, secrets);
  }
  plan.checks = plan.checks.map(({ address, status, messages }) => ({
    address: mask(address),
    status: CHECKED.includes(status) ? status : mask(status),
    messages: messages.map(mask),
  }));
  return plan;
}

const CHECKED = ["pass", "fail", "error", "unknown"];

function maskChange(change: Mutable<ResourceChange>, secrets: Secrets): void {
  const mask = (text: string) => secrets.mask(text);
  for (const key of ["address", "path", "provider", "reason", "previousAddress", "importId"] as const) {
    const text = change[key];
    if (text !== undefined) change[key] = mask(text);
  }
  change.replacedBecause = change.replacedBecause.map((path) => maskedPath(path, secrets));
  change.references = change.references.map(mask);
  for (const attribute of change.attributes as Mutable<AttributeChange>[]) {
    attribute.path = maskedPath(attribute.path, secrets);
    if (attribute.before !== undefined) attribute.before = maskedValue(attribute.before, secrets);
    if (attribute.after !== undefined) attribute.after = maskedValue(attribute.after, secrets);
  }
  const isSame = change.before === change.after;
  if (change.before !== undefined) change.before = knownValues(change.before, secrets);
  if (change.after !== undefined) change.after = isSame ? change.before : knownValues(change.after, secrets);
}

/** Of a path the attribute's name is the provider's. */
function maskedPath(path: string, secrets: Secrets): string {
  const end = path.search(/[.[]/);
  return end < 0 ? path : path.slice(0, end) + secrets.mask(path.slice(end));
}

/** The names are the provider's; numbers are what rules reckon with. */
function knownValues(values: Values, secrets: Secrets): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "number" ? value : knownValue(value, secrets),
    ]),
  );
}

/** In blocks the names are the provider's too; those of maps are data. */
function knownValue(value: Value, secrets: Secrets): Value {
  if (!Array.isArray(value)) return maskedValue(value, secrets);
  return (value as readonly Value[]).map((each) =>
    isObject(each) ? knownValues(each as Values, secrets) : maskedValue(each, secrets),
  );
}

/** Data: JSON in a text is read first, as an escape may hide a secret. */
function maskedValue(value: Value, secrets: Secrets): Value {
  if (typeof value === "string") return maskedText(value, secrets);
  if (typeof value === "number") {
    const text = String(value);
    return text.length < SHORTEST_NUMBER || secrets.mask(text) === text ? value : secrets.mask(text);
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Value[]).map((each) => maskedValue(each, secrets));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [secrets.mask(key), maskedValue(each, secrets)]),
  );
}

/** A shorter number is a size, whatever secret looks like it. */
const SHORTEST_NUMBER = 6;

function maskedText(text: string, secrets: Secrets): string {
  if (!/^\s*[[{]/.test(text)) return secrets.mask(text);
  try {
    return secrets.mask(JSON.stringify(maskedValue(JSON.parse(text) as Value, secrets)));
  } catch {
    return secrets.mask(text);
  }
}
