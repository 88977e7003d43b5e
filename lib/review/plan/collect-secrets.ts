import { looksSecret } from "../../base/secret-search";
import { isList, isNested, valueAt, type Value } from "./json";
import type { Secrets } from "./secrets";

/** The start of a hash that Scaleway returns instead of a secret. */
const HASH = "$argon2";

interface MarkedValue {
  readonly value: Value | undefined;
  /** Terraform's marks of sensitive values. */
  readonly sensitive?: Value | undefined;
  /** The attributes that are secret by the type of the resource, or `true` for the whole value. */
  readonly secret?: Value | undefined;
}

/** Adds every text and number in a value that is marked as secret, or looks like one. */
export function collectSecrets({ value, sensitive, secret }: MarkedValue, secrets: Secrets, key = ""): void {
  if (isList(value)) {
    for (const [index, element] of value.entries()) {
      collectSecrets({ value: element, sensitive: marksAt(sensitive, String(index)), secret }, secrets, key);
    }
  } else if (isNested(value)) {
    for (const name of Object.keys(value)) {
      const field = { value: valueAt(value, name), sensitive: marksAt(sensitive, name), secret: marksAt(secret, name) };
      collectSecrets(field, secrets, name);
    }
  } else if (typeof value === "string" || typeof value === "number") {
    const isSecret = sensitive === true || secret === true || looksSecret(key, value);
    if (isSecret && !isHash(value)) secrets.add(String(value));
  }
}

/** The marks of a part: a mark of the whole holds for every part. */
export function marksAt(marks: Value | undefined, key: string): Value | undefined {
  return marks === true ? true : valueAt(marks, key);
}

export function isHash(value: Value | undefined): boolean {
  return typeof value === "string" && value.startsWith(HASH);
}
