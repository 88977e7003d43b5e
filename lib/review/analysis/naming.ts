import { textAt } from "./values";
import { join, text, words, type Phrase } from "./markup";
import type { Action, ResourceChange, Values } from "../plan/plan";

/** Whether a resource is there no more after the apply, or only another one in its place. */
export function isGone({ action }: ResourceChange): boolean {
  return action === "delete" || action === "replace";
}

/** What people call a resource, as it is afterwards. */
export function nameOf({ before, after, address }: ResourceChange): string {
  return calledBy(after) ?? calledBy(before) ?? address;
}

/** What people call it as it is now. */
export function oldNameOf({ before, after, address }: ResourceChange): string {
  return calledBy(before) ?? calledBy(after) ?? address;
}

function calledBy(values: Values | undefined): string | undefined {
  const [name, zone] = [textAt(values, "name"), textAt(values, "dns_zone")];
  if (zone !== undefined) return [name, zone].filter(Boolean).join(".");
  return textAt(values, "hostname") ?? name ?? textAt(values, "description");
}

/** Where a resource is: its construct, or its address. */
export function placeOf({ path, address }: ResourceChange): string {
  return path ?? address;
}

/** As many digits as tell it from others. */
export function shortDigest(sha: string): string {
  return sha.replace(/^sha256:([0-9a-f]{8})[0-9a-f]{56}$/, "$1…");
}

export const ACTION_WORDS: Readonly<Record<Action, string>> = {
  "no-op": "no change",
  create: "created",
  read: "read",
  update: "updated",
  replace: "replaced",
  delete: "destroyed",
  forget: "forgotten",
  other: "other",
};

const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: "because it is tainted",
  replace_by_request: "because -replace asks for it",
  replace_by_triggers: "because of replace_triggered_by",
  delete_because_no_resource_config: "because it is not in the code any more",
  delete_because_wrong_repetition: "because count or for_each was added or removed",
  delete_because_count_index: "because count is lower",
  delete_because_each_key: "because its key is not in for_each any more",
  delete_because_no_module: "because its module is not in the code any more",
  delete_because_no_move_target: "because what it was moved to is not in the code",
  delete_because_enabled_false: "because it is not enabled any more",
  read_because_config_unknown: "because its configuration is known after the apply only",
  read_because_dependency_pending: "because what it depends on changes",
  read_because_check_nested: "because it is read by a check",
};

/** Why Terraform replaces or destroys; a reason that is not known is told as it is. */
export function because({ reason, replacedBecause, attributes }: ResourceChange): Phrase {
  if (replacedBecause.length > 0) {
    const causes = replacedBecause.map((path) => {
      const change = attributes.find((each) => each.path === path);
      if (change?.before === undefined || change.after === undefined || change.isSensitive === true)
        return text`${path} changes`;
      return text`${path} changes (${shortly(change.before)} → ${shortly(change.after)})`;
    });
    return text`${words("because its ")}${join(causes, " and ")}`;
  }
  if (reason === undefined) return words("");
  const known = Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined;
  return known === undefined ? text`${reason}` : words(known);
}

function shortly(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
