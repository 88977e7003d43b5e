import { isObject, stringOf } from "../../base/objects";
import { configuredAddress } from "./address";
import { attributeChanges, knownValues } from "./attributes";
import { entriesAt, listAt, listOf, stringAt, valueAt, type Value } from "./json";
import { ACTIONS, KNOWN_AFTER_APPLY, type Action, type ResourceChange } from "./plan";
import type { StackFile } from "./stack-file";

/** The parts of a change that the plan has in one place. The configuration is in another place. */
export type ScannedChange = Omit<ResourceChange, "references" | "deprecated">;

/** Reads a change of a resource. The values that the plan marks as secret are masked. */
export function scanChange(raw: Value, { resources }: StackFile): ScannedChange {
  const change = valueAt(raw, "change");
  const type = stringAt(raw, "type");
  const address = stringAt(raw, "address") || "(no address)";
  const deposed = stringAt(raw, "deposed");
  const actions = listAt(change, "actions").map(stringOf);
  const action = actionOf(actions);
  const { path, isProtected = false } = resources.get(configuredAddress(address)) ?? {};
  const sides = {
    before: valueAt(change, "before"),
    after: valueAt(change, "after"),
    unknown: valueAt(change, "after_unknown"),
    beforeSensitive: valueAt(change, "before_sensitive"),
    afterSensitive: valueAt(change, "after_sensitive"),
  };
  const isData = stringAt(raw, "mode") === "data";
  // No rule reads a data source: it is not a container that this plan deploys.
  const knownType = isData ? "" : type;
  const before = knownValues(knownType, sides.before, sides.beforeSensitive);
  const after = action === "no-op" ? before : knownValues(knownType, sides.after, sides.afterSensitive);
  const attributes = action === "no-op" ? [] : attributeChanges(type, sides);
  return {
    address: deposed === "" ? address : `${address} (deposed ${deposed})`,
    path,
    type,
    isData,
    provider: stringAt(raw, "provider_name"),
    action,
    actions,
    reason: stringAt(raw, "action_reason") || undefined,
    replacedBecause: listAt(change, "replace_paths").map(attributePath),
    previousAddress: stringAt(raw, "previous_address") || undefined,
    importId: importIdOf(valueAt(change, "importing")),
    before,
    after,
    // The secrets of a replacement may be the same as before: only their hashes are known.
    attributes:
      action === "replace"
        ? attributes.filter((each) => !each.isSensitive || each.before === undefined || each.after === undefined)
        : attributes,
    isProtected,
  };
}

/** The action of a list of Terraform's actions. A list with `delete` deletes, whatever else it has. */
export function actionOf(actions: readonly string[]): Action {
  if (actions.includes("create") && (actions.includes("delete") || actions.includes("forget"))) return "replace";
  if (actions.includes("delete")) return "delete";
  const action = ACTIONS.find((each) => each === actions[0]);
  return actions.length > 1 || action === undefined || action === "replace" ? "other" : action;
}

/** Writes a path such as `["cron", 0, "schedule"]` as `cron[0].schedule`. */
function attributePath(steps: Value): string {
  return listOf(steps)
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${stringOf(step)}`))
    .join("")
    .replace(/^\./, "");
}

/** The id of an import, or its identity, since Terraform 1.12. */
function importIdOf(importing: Value | undefined): string | undefined {
  if (!isObject(importing)) return undefined;
  const identity = entriesAt(importing, "identity").filter(([, value]) => value !== null);
  const pairs = identity.map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return stringAt(importing, "id") || pairs.join(", ") || KNOWN_AFTER_APPLY;
}

/** The provider plans the region of a new resource as known after apply, even if it is a literal in the configuration. */
export function withRegion(
  attributes: ScannedChange["attributes"],
  region: string | undefined,
): ScannedChange["attributes"] {
  return attributes.flatMap((attribute) => {
    const { path, before, isUnknown } = attribute;
    if (region === undefined || path !== "region" || isUnknown !== true) return [attribute];
    return before === region ? [] : [{ path, before, after: region }];
  });
}
