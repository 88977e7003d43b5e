import { looksSecret, nameOfPart } from "../../base/secret-search";
import { isObject } from "../../base/objects";
import { isHash, marksAt, secretAt } from "./collect-secrets";
import { hasTrue, isList, isNested, stringAt, valueAt, type Value, type Values } from "./json";
import type { AttributeChange } from "./plan";
import { KNOWN_TYPES, MIRRORS, SECRETS } from "./resource-types";
import { LOOKS_SECRET, MASK } from "./secrets";

/** The two sides of a change, and Terraform's marks of their values. */
interface Sides {
  readonly before: Value | undefined;
  readonly after: Value | undefined;
  readonly unknown: Value | undefined;
  readonly beforeSensitive: Value | undefined;
  readonly afterSensitive: Value | undefined;
  /** The attributes that are secret by the type of the resource. */
  readonly secret: Value | undefined;
}

/** The differences of a change, down to the entries of maps and blocks. A default of the provider is not a difference. */
export function attributeChanges(type: string, marked: Omit<Sides, "secret">): AttributeChange[] {
  const changes: AttributeChange[] = [];
  const sides = { ...marked, secret: SECRETS[type] };
  for (const key of keysOf(sides)) {
    const attribute = sidesAt(sides, key);
    if (isEqual(attribute.before, attribute.after) && valueAt(sides.unknown, key) === undefined) continue;
    const isDuplicate = type === "scaleway_container" && isMirror(sides, key);
    if (!isDuplicate) addChanges(attribute, key, key, changes);
  }
  return changes;
}

/** Whether a deprecated attribute only repeats the one that replaces it. */
function isMirror({ before, after, unknown }: Sides, key: string): boolean {
  const isComputed = !isObject(before) || !isObject(after) || valueAt(unknown, key) === true;
  const original = stringAt(MIRRORS, key);
  return isComputed && [before, after].some((side) => !isEmpty(valueAt(side, original)));
}

function addChanges(sides: Sides, path: string, key: string, changes: AttributeChange[]): void {
  const { before, after, unknown } = sides;
  if (before === after && unknown === undefined) return;
  if (!isLeaf(sides)) {
    const isIndexed = isList(before) || isList(after);
    for (const inner of keysOf(sides)) {
      const innerPath = isIndexed ? `${path}[${inner}]` : `${path}.${inner}`;
      const parent = isNested(after) ? after : isNested(before) ? before : {};
      addChanges(sidesAt(sides, inner), innerPath, nameOfPart(parent, inner, key), changes);
    }
    return;
  }
  const isUnknown = hasTrue(unknown);
  if (!isUnknown && isSame(before, after)) return;
  const isSensitive =
    [sides.beforeSensitive, sides.afterSensitive, sides.secret].some(hasTrue) ||
    hasSecret(before, key) ||
    hasSecret(after, key);
  // A plain secret before and its hash after: whether the secret changes is unknown.
  if (isSensitive && isHash(after) && typeof before === "string") return;
  const displayed = (side: Value | undefined) =>
    side === undefined || isEmpty(side) ? undefined : isSensitive ? MASK : side;
  const [was, is] = [displayed(before), isUnknown ? undefined : displayed(after)];
  changes.push({
    path,
    ...(was !== undefined && { before: was }),
    ...(is !== undefined && { after: is }),
    ...(isSensitive && { isSensitive }),
    ...(isUnknown && { isUnknown }),
  });
}

function hasSecret(side: Value | undefined, name: string): boolean {
  if (!isList(side)) return looksSecret(name, side);
  return side.some((element, index) => looksSecret(nameOfPart(side, String(index), name), element));
}

/** Whether a value is reported as a whole: a single value, a list of single values, or a secret. */
function isLeaf({ before, after, unknown, beforeSensitive, afterSensitive, secret }: Sides): boolean {
  if (unknown === true || !(isNested(before) || isNested(after))) return true;
  if ((!isNested(before) && !isEmpty(before)) || (!isNested(after) && !isEmpty(after))) return true;
  const isMarked = beforeSensitive === true || afterSensitive === true;
  // The keys of secret variables are reported. The keys of other sensitive values may be secret too.
  if (isMarked && secret !== true) return true;
  if (!isList(before) && !isList(after)) return false;
  if (secret === true) return true;
  const isKnownInPart = isList(unknown) && hasTrue(unknown);
  return !isKnownInPart && !hasBlock(before) && !hasBlock(after);
}

/** The attributes that rules read, without secrets. */
export function knownValues(type: string, side: Value | undefined, sensitive: Value | undefined): Values | undefined {
  if (!isObject(side)) return undefined;
  const values: Record<string, Value> = {};
  for (const name of KNOWN_TYPES[type] ?? []) {
    const value = valueAt(side, name);
    if (value === undefined || isEmpty(value)) continue;
    values[name] = withoutSecrets(value, name, valueAt(sensitive, name), valueAt(SECRETS[type], name));
  }
  return values;
}

/** A value in which secrets are masked. */
export function withoutSecrets(
  value: Value,
  name: string,
  sensitive: Value | undefined,
  secret: Value | undefined,
): Value {
  const mark = sensitive === true || secret === true ? true : sensitive;
  if (isNested(value)) {
    const isIndexed = isList(value);
    const withoutSecret = ([key, part]: readonly [string, Value]) => {
      const partSecret = isIndexed ? secret : secretAt(secret, key, part);
      return withoutSecrets(part, nameOfPart(value, key, name), marksAt(mark, key), partSecret);
    };
    if (isIndexed) return Object.entries(value).map(withoutSecret);
    return Object.fromEntries(Object.entries(value).map((entry) => [entry[0], withoutSecret(entry)]));
  }
  if (mark === true) return MASK;
  return looksSecret(name, value) ? LOOKS_SECRET : value;
}

function sidesAt({ before, after, unknown, beforeSensitive, afterSensitive, secret }: Sides, key: string): Sides {
  const isIndexed = isList(before) || isList(after);
  return {
    before: valueAt(before, key),
    after: valueAt(after, key),
    unknown: marksAt(unknown, key),
    beforeSensitive: marksAt(beforeSensitive, key),
    afterSensitive: marksAt(afterSensitive, key),
    secret: isIndexed ? secret : secretAt(secret, key, valueAt(after, key) ?? valueAt(before, key)),
  };
}

function keysOf({ before, after, unknown }: Sides): string[] {
  const [first, ...others] = [before, after, unknown].filter(isNested);
  if (first === undefined) return [];
  const keys = Object.keys(first);
  for (const [index, side] of others.entries()) {
    const earlier = [first, ...others.slice(0, index)];
    for (const key of Object.keys(side)) if (!earlier.some((each) => Object.hasOwn(each, key))) keys.push(key);
  }
  return keys;
}

function hasBlock(side: Value | undefined): boolean {
  return isList(side) && side.some(isNested);
}

/** Whether two values are equal at every depth. Most are, and need no closer comparison. */
function isEqual(before: Value | undefined, after: Value | undefined): boolean {
  if (before === after) return true;
  if (!isNested(before) || !isNested(after) || isList(before) !== isList(after)) return false;
  const keys = Object.keys(before);
  return (
    keys.length === Object.keys(after).length &&
    keys.every((key) => Object.hasOwn(after, key) && isEqual(valueAt(before, key), valueAt(after, key)))
  );
}

/** Whether the provider may write a value in place of no value. */
function isEmpty(side: Value | undefined): boolean {
  return side === undefined || side === null || side === "" || (isNested(side) && Object.values(side).every(isEmpty));
}

function isSame(before: Value | undefined, after: Value | undefined): boolean {
  if (before === after || (isEmpty(before) && isEmpty(after))) return true;
  // No value, and the zero that the provider returns instead.
  if ((before === null || after === null) && !before && !after) return true;
  return isNested(before) && isNested(after) && JSON.stringify(before) === JSON.stringify(after);
}
