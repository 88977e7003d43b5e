import { isObject } from "../../base/objects";
import type { AttributeChange, Value, Values } from "./plan";
import { KNOWN_TYPES, MIRRORS, SECRETS } from "./resource-types";
import { looksSecret } from "../../facts/secret-looking";
import { LOOKS_SECRET, MASK } from "./secrets";

/** A change as a plan has it: its two sides, and what marks values of them as sensitive or not known yet. */
interface Sides {
  readonly before: unknown;
  readonly after: unknown;
  readonly unknown: unknown;
  readonly beforeSensitive: unknown;
  readonly afterSensitive: unknown;
  /** What is secret by its type. */
  readonly secret: unknown;
}

/** What Scaleway answers with in place of a secret. */
const HASH = "$argon2";

/** What a change changes, to the leaves of maps and blocks. What the provider fills in for nothing is no change. */
export function attributeChanges(type: string, sides: Omit<Sides, "secret">): AttributeChange[] {
  const changes: AttributeChange[] = [];
  const isWhole = !isObject(sides.before) || !isObject(sides.after);
  const repeated = type === "scaleway_container" ? MIRRORS : {};
  const whole = { ...sides, secret: SECRETS[type] };
  for (const key of keysOf(whole)) {
    if (isEqual(valueAt(sides.before, key), valueAt(sides.after, key)) && valueAt(sides.unknown, key) === undefined)
      continue;
    const repeats = textOf(valueAt(repeated, key));
    const isRepeated =
      (isWhole || valueAt(sides.unknown, key) === true) &&
      [sides.before, sides.after].some((side) => !isNothing(valueAt(side, repeats)));
    if (!isRepeated) walk(child(whole, key), key, key, (change) => changes.push(change));
  }
  return changes;
}

function walk(sides: Sides, path: string, key: string, emit: (change: AttributeChange) => void): void {
  const { before, after, unknown } = sides;
  if (before === after && unknown === undefined) return;
  if (!isLeaf(sides)) {
    const isList = Array.isArray(before) || Array.isArray(after);
    for (const inner of keysOf(sides)) {
      walk(child(sides, inner), isList ? `${path}[${inner}]` : `${path}.${inner}`, isList ? key : inner, emit);
    }
    return;
  }
  const isUnknown = hasTrue(unknown);
  if (!isUnknown && isSame(before, after)) return;
  const isSensitive =
    [sides.beforeSensitive, sides.afterSensitive, sides.secret].some(hasTrue) ||
    [before, after].flat().some((each) => looksSecret(key, each));
  // Of a secret in clear before, and its hash after, nothing is known but that it is there.
  if (isSensitive && isHash(after) && typeof before === "string") return;
  const shown = (side: unknown) => (isNothing(side) ? undefined : isSensitive ? MASK : (side as Value));
  const [was, is] = [shown(before), isUnknown ? undefined : shown(after)];
  emit({
    path,
    ...(was !== undefined && { before: was }),
    ...(is !== undefined && { after: is }),
    ...(isSensitive && { isSensitive }),
    ...(isUnknown && { isUnknown }),
  });
}

/** Values, lists of values, and what is secret as a whole; a map of secrets is told by its keys. */
function isLeaf({ before, after, unknown, beforeSensitive, afterSensitive, secret }: Sides): boolean {
  if (unknown === true || !(isMany(before) || isMany(after))) return true;
  if ((!isMany(before) && !isNothing(before)) || (!isMany(after) && !isNothing(after))) return true;
  const isMarked = beforeSensitive === true || afterSensitive === true;
  // Of secret variables the keys are told; of whatever else is marked as a whole they may be secret.
  if (isMarked && secret !== true) return true;
  if (!Array.isArray(before) && !Array.isArray(after)) return false;
  if (secret === true) return true;
  return !hasBlock(before) && !hasBlock(after);
}

/** What rules read of a resource: the attributes of its type, without secrets. */
export function knownValues(type: string, side: unknown, sensitive: unknown): Values | undefined {
  if (!isObject(side)) return undefined;
  const values: Record<string, Value> = {};
  for (const name of KNOWN_TYPES[type] ?? []) {
    const value = valueAt(side, name);
    if (isNothing(value)) continue;
    values[name] = withoutSecrets(value, name, valueAt(sensitive, name), valueAt(SECRETS[type], name));
  }
  return values;
}

function withoutSecrets(value: unknown, key: string, sensitive: unknown, secret: unknown): Value {
  const isSecret = sensitive === true || secret === true;
  if (Array.isArray(value)) {
    return value.map((each, index) => withoutSecrets(each, key, isSecret || valueAt(sensitive, String(index)), secret));
  }
  if (isMany(value)) {
    const entries = Object.entries(value).map(([inner, each]) => {
      return [
        inner,
        withoutSecrets(each, inner, isSecret || valueAt(sensitive, inner), valueAt(secret, inner)),
      ] as const;
    });
    return Object.fromEntries(entries);
  }
  if (isSecret) return MASK;
  return looksSecret(key, value) ? LOOKS_SECRET : (value as Value);
}

/** Tells each text and number of a value that is secret. */
export function tellSecrets(
  value: unknown,
  sensitive: unknown,
  secret: unknown,
  tell: (secret: string) => void,
  key = "",
): void {
  if (typeof value === "string" || typeof value === "number") {
    if ((sensitive === true || secret === true || looksSecret(key, value)) && !isHash(value)) tell(String(value));
  } else if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) {
      tellSecrets(each, sensitive === true ? true : valueAt(sensitive, String(index)), secret, tell, key);
    }
  } else if (isMany(value)) {
    for (const inner of Object.keys(value)) {
      const isSecret = secret === true || valueAt(secret, inner);
      tellSecrets(valueAt(value, inner), sensitive === true || valueAt(sensitive, inner), isSecret, tell, inner);
    }
  }
}

export function valueAt(side: unknown, key: string): unknown {
  if (!isMany(side)) return undefined;
  const value = (side as Record<string, unknown>)[key];
  // What every object has by its nature, JSON can have as well.
  const isInherited = (typeof value === "function" || key === "__proto__") && !Object.hasOwn(side, key);
  return isInherited ? undefined : value;
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

export function hasTrue(mark: unknown): boolean {
  return mark === true || (isMany(mark) && Object.values(mark).some(hasTrue));
}

function child({ before, after, unknown, beforeSensitive, afterSensitive, secret }: Sides, key: string): Sides {
  const isIndex = Array.isArray(before) || Array.isArray(after);
  return {
    before: valueAt(before, key),
    after: valueAt(after, key),
    unknown: unknown === true ? true : valueAt(unknown, key),
    beforeSensitive: beforeSensitive === true ? true : valueAt(beforeSensitive, key),
    afterSensitive: afterSensitive === true ? true : valueAt(afterSensitive, key),
    secret: secret === true || isIndex ? secret : valueAt(secret, key),
  };
}

function keysOf({ before, after, unknown }: Sides): string[] {
  const [first, ...others] = [before, after, unknown].filter(isMany);
  if (first === undefined) return [];
  const keys = Object.keys(first);
  for (const [index, side] of others.entries()) {
    const earlier = [first, ...others.slice(0, index)];
    for (const key of Object.keys(side)) if (!earlier.some((each) => Object.hasOwn(each, key))) keys.push(key);
  }
  return keys;
}

function isMany(side: unknown): side is object {
  return typeof side === "object" && side !== null;
}

function hasBlock(side: unknown): boolean {
  return Array.isArray(side) && side.some(isMany);
}

function isHash(side: unknown): boolean {
  return typeof side === "string" && side.startsWith(HASH);
}

/** Whether two values are the same to the last leaf: most are, and need no closer look. */
function isEqual(before: unknown, after: unknown): boolean {
  if (before === after) return true;
  if (!isMany(before) || !isMany(after) || Array.isArray(before) !== Array.isArray(after)) return false;
  const keys = Object.keys(before);
  return (
    keys.length === Object.keys(after).length &&
    keys.every((key) => Object.hasOwn(after, key) && isEqual(valueAt(before, key), valueAt(after, key)))
  );
}

/** What the provider may write for one and the same: no value. */
function isNothing(side: unknown): boolean {
  return side === undefined || side === null || side === "" || (isMany(side) && Object.values(side).every(isNothing));
}

function isSame(before: unknown, after: unknown): boolean {
  if (before === after || (isNothing(before) && isNothing(after))) return true;
  // No value, and the zero that the provider fills in for it.
  if ((before === null || after === null) && !before && !after) return true;
  return isMany(before) && isMany(after) && JSON.stringify(before) === JSON.stringify(after);
}
