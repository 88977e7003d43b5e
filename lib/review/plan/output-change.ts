import { stringOf } from "../../base/objects";
import { attributeChanges, withoutSecrets } from "./attributes";
import { collectSecrets } from "./collect-secrets";
import { hasTrue, listAt, valueAt, type Value } from "./json";
import type { AttributeChange, OutputChange } from "./plan";
import { actionOf } from "./resource-change";
import type { Secrets } from "./secrets";

/** Reads a change of an output, and adds its secrets to `secrets`. */
export function scanOutput(name: string, raw: Value, secrets: Secrets): OutputChange {
  const [before, after] = [valueAt(raw, "before"), valueAt(raw, "after")];
  const [beforeSensitive, afterSensitive] = [valueAt(raw, "before_sensitive"), valueAt(raw, "after_sensitive")];
  const unknown = valueAt(raw, "after_unknown");
  collectSecrets({ value: before, sensitive: beforeSensitive }, secrets, name);
  collectSecrets({ value: after, sensitive: afterSensitive }, secrets, name);
  // Terraform marks the output as a whole on one side if it becomes sensitive: its value may stay the same.
  const isSensitive = beforeSensitive === true || afterSensitive === true;
  const displayed = (side: Value | undefined, marks: Value | undefined) =>
    side === undefined || side === null ? undefined : withoutSecrets(side, name, isSensitive || marks, undefined);
  const action = actionOf(listAt(raw, "actions").map(stringOf));
  const sides = { before, after, unknown, beforeSensitive, afterSensitive };
  return {
    name,
    action,
    before: displayed(before, beforeSensitive),
    after: unknown === true ? undefined : displayed(after, afterSensitive),
    isUnknown: hasTrue(unknown),
    attributes: action === "no-op" ? [] : outputAttributes(name, sides),
  };
}

function outputAttributes(name: string, sides: Readonly<Record<string, Value | undefined>>): AttributeChange[] {
  const named = (side: Value | undefined) => (side === undefined ? {} : { [name]: side });
  const { before, after, unknown, beforeSensitive, afterSensitive } = sides;
  const changes = attributeChanges("", {
    before: named(before),
    after: named(after),
    unknown: named(unknown),
    beforeSensitive: named(beforeSensitive),
    afterSensitive: named(afterSensitive),
  });
  // A change between two empty values, such as null and "".
  return changes.length > 0 ? changes : [{ path: name }];
}
