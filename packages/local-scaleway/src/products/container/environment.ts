import { ENVIRONMENT_LIMITS } from "../../../../../lib/facts/limits";
import type { Input } from "../../api/input";
import { secretHash } from "../../api/ids";
import type { JsonObject } from "../../api/json";

/** A secret with the hash that answers contain. */
export interface Secret {
  readonly value: string;
  readonly hash: string;
}

export type Variables = Readonly<Record<string, string>>;
export type Secrets = Readonly<Record<string, Secret>>;

/** Reads environment variables. Those of a namespace count for its containers too. */
export function readVariables(input: Input, inherited: Variables = {}): Variables | undefined {
  const name = "environment_variables";
  const variables = input.map(name);
  if (variables === undefined) return undefined;
  const count = new Set([...variables.keys(), ...Object.keys(inherited)]).size;
  if (count > ENVIRONMENT_LIMITS.variables.max) {
    input.reject(name, `must have at most ${ENVIRONMENT_LIMITS.variables.max} entries`);
  }
  for (const [key, value] of variables) {
    checkName(input, name, key);
    if (Array.from(value).length > ENVIRONMENT_LIMITS.value.maxLength) {
      input.reject(
        `${name}.${key.slice(0, 100)}`,
        `must have at most ${ENVIRONMENT_LIMITS.value.maxLength} characters`,
      );
    }
  }
  return Object.fromEntries(variables);
}

/** Reads secrets. An empty secret keeps the stored one, and a secret that is left out is removed. */
export function readSecrets(input: Input, stored: Secrets = {}): Secrets | undefined {
  const name = "secret_environment_variables";
  const secrets = input.map(name);
  if (secrets === undefined) return undefined;
  const { max } = ENVIRONMENT_LIMITS.secrets;
  if (secrets.size > max) {
    input.reject(name, `must have at most ${max} entries`);
    return stored;
  }
  return Object.fromEntries(
    [...secrets].flatMap(([key, value]): [string, Secret][] => {
      checkName(input, name, key);
      const kept = Object.hasOwn(stored, key) ? stored[key] : undefined;
      if (value === "") return kept === undefined ? [] : [[key, kept]];
      if (Buffer.byteLength(value) > ENVIRONMENT_LIMITS.secretBytes.max) {
        input.reject(`${name}.${key.slice(0, 100)}`, `must have at most ${ENVIRONMENT_LIMITS.secretBytes.max} bytes`);
        return [];
      }
      return [[key, kept?.value === value ? kept : { value, hash: secretHash(value) }]];
    }),
  );
}

/** The secrets of an answer: their hashes. */
export function displaySecrets(secrets: Secrets): JsonObject {
  return Object.fromEntries(Object.entries(secrets).map(([key, { hash }]) => [key, hash]));
}

function checkName(input: Input, field: string, key: string): void {
  const { minLength, maxLength } = ENVIRONMENT_LIMITS.name;
  if (key.length >= minLength && key.length <= maxLength) return;
  input.reject(field, `must have names of ${minLength} to ${maxLength} characters`);
}
