import { isObject } from "../../base/objects";
import { attributeChanges, knownValues, listOf, textOf, valueAt } from "./attributes";
import { configuredAddress } from "./address";
import type { Action, ResourceChange } from "./plan";
import type { StackFile } from "./stack-file";

/** A change of a resource as a plan has it. What of it is secret by its marks is masked. */
export function resourceChange(raw: unknown, { resources }: StackFile): ResourceChange {
  const change = valueAt(raw, "change");
  const type = textOf(valueAt(raw, "type"));
  const address = textOf(valueAt(raw, "address")) || "(no address)";
  const deposed = valueAt(raw, "deposed");
  const actions = listOf(valueAt(change, "actions")).map(textOf);
  const action = actionOf(actions);
  const { path, isProtected = false } = resources.get(configuredAddress(address)) ?? {};
  const sides = {
    before: valueAt(change, "before"),
    after: valueAt(change, "after"),
    unknown: valueAt(change, "after_unknown"),
    beforeSensitive: valueAt(change, "before_sensitive"),
    afterSensitive: valueAt(change, "after_sensitive"),
  };
  const before = knownValues(type, sides.before, sides.beforeSensitive);
  const after = action === "no-op" ? before : knownValues(type, sides.after, sides.afterSensitive);
  const attributes = action === "no-op" ? [] : attributeChanges(type, sides);
  return {
    address: typeof deposed === "string" ? `${address} (deposed ${deposed})` : address,
    ...(path !== undefined && { path }),
    type,
    provider: textOf(valueAt(raw, "provider_name")),
    action,
    actions,
    ...optional("reason", valueAt(raw, "action_reason")),
    replacedBecause: listOf(valueAt(change, "replace_paths")).map(attributePath),
    ...optional("previousAddress", valueAt(raw, "previous_address")),
    ...optional("importId", importIdOf(valueAt(change, "importing"))),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    // What is set anew in a replacement may be the same as before: only hashes of it are known.
    attributes:
      action === "replace"
        ? attributes.filter((each) => !(each.isSensitive && "before" in each && "after" in each))
        : attributes,
    ...{ references: [], deprecated: [], isProtected },
  };
}

const ACTIONS: readonly string[] = ["no-op", "create", "read", "update", "delete", "forget"] satisfies Action[];

/** Whatever else is in the list: what is deleted is deleted. */
export function actionOf(actions: readonly string[]): Action {
  const [first, second] = actions;
  if (actions.includes("create") && (actions.includes("delete") || actions.includes("forget"))) return "replace";
  if (actions.includes("delete")) return "delete";
  return second === undefined && first !== undefined && ACTIONS.includes(first) ? (first as Action) : "other";
}

/** `["cron", 0, "schedule"]` as `cron[0].schedule`. */
function attributePath(steps: unknown): string {
  return listOf(steps)
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${textOf(step)}`))
    .join("")
    .replace(/^\./, "");
}

/** By id, or by what identifies it since Terraform 1.12. */
function importIdOf(importing: unknown): string | undefined {
  if (!isObject(importing)) return undefined;
  const id = valueAt(importing, "id");
  return typeof id === "string" ? id : "(known after apply)";
}

function optional<Key extends string>(key: Key, value: unknown): Partial<Record<Key, string>> {
  return typeof value === "string" && value !== "" ? ({ [key]: value } as Record<Key, string>) : {};
}
