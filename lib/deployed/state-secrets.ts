import { fieldsOf } from "../base/objects";
import { collectSecrets } from "../review/plan/collect-secrets";
import type { Value } from "../review/plan/json";
import { SECRETS } from "../review/plan/resource-types";
import type { Secrets } from "../review/plan/secrets";
import type { StateFile } from "../review/states/state-file";

/** The attributes that only the provider computes: no configuration contains them, but a state does. */
const COMPUTED = ["access_key", "secret_key", "token", "file", "credentials"];

/** Adds the secrets of a state: marked attributes and outputs, attributes that are secret by their type, and what looks like one. */
export function collectStateSecrets({ resources, outputs }: StateFile, secrets: Secrets): void {
  for (const { type, instances } of resources) {
    for (const { attributes, sensitivePaths } of instances) {
      collectSecrets({ value: asValue(attributes), secret: SECRETS[type] }, secrets);
      for (const name of COMPUTED)
        collectSecrets({ value: asValue(fieldsOf(attributes)[name]), secret: true }, secrets);
      for (const path of sensitivePaths) {
        const value = path.reduce<unknown>((parent, step) => stepInto(parent, step), attributes);
        collectSecrets({ value: asValue(value), sensitive: true }, secrets);
      }
    }
  }
  for (const [name, { value, isSensitive }] of outputs) {
    collectSecrets({ value: asValue(value), sensitive: isSensitive }, secrets, name);
  }
}

function stepInto(parent: unknown, step: string): unknown {
  return Array.isArray(parent) ? parent[Number(step)] : fieldsOf(parent)[step];
}

/** A part of a parsed JSON text. */
function asValue(value: unknown): Value | undefined {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- JSON.parse returns no other values
  return value as Value | undefined;
}
