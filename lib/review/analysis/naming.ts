import { joined, markup, plain, type Markup } from "./markup";
import type { Action, ResourceChange, Value, Values } from "../plan/plan";
import type { ChangeDetail } from "./review";
import { textAt } from "./values";

/** Whether the resource does not exist after the apply, or another one replaces it. */
export function isGone({ action }: ResourceChange): boolean {
  return action === "delete" || action === "replace";
}

/** The name of a resource after the apply. */
export function nameOf({ before, after, address }: ResourceChange): string {
  return nameIn(after) ?? nameIn(before) ?? address;
}

/** The name of a resource before the apply. */
export function previousNameOf({ before, after, address }: ResourceChange): string {
  return nameIn(before) ?? nameIn(after) ?? address;
}

function nameIn(values: Values | undefined): string | undefined {
  const [name, zone] = [textAt(values, "name"), textAt(values, "dns_zone")];
  if (zone !== undefined) return [name, zone].filter(Boolean).join(".");
  return textAt(values, "hostname") ?? name ?? textAt(values, "description");
}

/** The path of the construct, or the address. */
export function placeOf({ path, address }: ResourceChange): string {
  return path ?? address;
}

/** The actions as participles. */
export const ACTION_LABELS: Readonly<Record<Action, string>> = {
  "no-op": "no change",
  create: "created",
  read: "read",
  update: "updated",
  replace: "replaced",
  delete: "destroyed",
  forget: "forgotten",
  other: "other",
};

/** What the apply does to a resource, as a participle. */
export function effectLabel({ action, stays, attributes }: ChangeDetail): string {
  const hasNoEffect = stays.length > 0 && attributes.length === 0;
  return hasNoEffect ? "unchanged in spite of a planned update" : ACTION_LABELS[action];
}

const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: "because it is tainted",
  replace_by_request: "because of the -replace option",
  replace_by_triggers: "because of replace_triggered_by",
  delete_because_no_resource_config: "because it is not in the configuration",
  delete_because_wrong_repetition: "because count or for_each was added or removed",
  delete_because_count_index: "because its index is out of range for count",
  delete_because_each_key: "because its key is not in for_each",
  delete_because_no_module: "because its module is not in the configuration",
  delete_because_no_move_target: "because it was moved to an address that is not in the configuration",
  delete_because_enabled_false: "because enabled is false",
  read_because_config_unknown: "because its configuration is known after apply",
  read_because_dependency_pending: "because a resource that it depends on changes",
  read_because_check_nested: "because a check reads it",
};

/** Why Terraform replaces or destroys a resource; empty without a reason. */
export function because({ reason, replacedBecause, attributes }: ResourceChange): Markup {
  if (replacedBecause.length > 0) {
    const causes = replacedBecause.map((path) => {
      const { before, after, isSensitive } = attributes.find((each) => each.path === path) ?? {};
      if (before === undefined || after === undefined || isSensitive === true) return markup`${path} changes`;
      return markup`${path} changes (${shortText(before)} → ${shortText(after)})`;
    });
    return markup`because its ${joined(causes, " and ")}`;
  }
  if (reason === undefined) return plain("");
  const label = Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined;
  return label === undefined ? markup`${reason}` : plain(label);
}

const MAX_VALUE_LENGTH = 80;

function shortText(value: Value): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}
