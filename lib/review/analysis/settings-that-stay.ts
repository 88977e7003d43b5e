import type { AttributeChange, ResourceChange, Value } from "../plan/plan";

/** The settings that the provider cannot turn off, by type: it sends neither their absence nor zero. */
const STAYING: ReadonlyMap<string, readonly string[]> = new Map([
  ["scaleway_container", ["startup_probe"]],
  [
    "scaleway_mnq_sqs_queue",
    ["dead_letter_queue", "content_based_deduplication", "receive_wait_time_seconds", "visibility_timeout_seconds"],
  ],
]);

/** The settings that an update turns off in the plan, but not in Scaleway: every later plan contains the same change. */
export function settingsThatStay({ type, action, before, after, attributes }: ResourceChange): readonly string[] {
  if (action !== "update") return [];
  const isUnknown = (name: string) =>
    attributes.some((attribute) => rootOf(attribute) === name && attribute.isUnknown === true);
  return (STAYING.get(type) ?? []).filter((name) => isOn(before?.[name]) && !isOn(after?.[name]) && !isUnknown(name));
}

/** The attributes that an apply changes. */
export function appliedAttributes(change: ResourceChange): readonly AttributeChange[] {
  const staying = settingsThatStay(change);
  return staying.length === 0
    ? change.attributes
    : change.attributes.filter((attribute) => !staying.includes(rootOf(attribute)));
}

/** Whether the provider would change nothing, although the plan contains an update. */
export function hasNoEffect(change: ResourceChange): boolean {
  return settingsThatStay(change).length > 0 && appliedAttributes(change).length === 0;
}

/** The attribute of the resource that a path starts with. */
export function rootOf({ path }: AttributeChange): string {
  return /^\w+/.exec(path)?.[0] ?? path;
}

function isOn(value: Value | undefined): boolean {
  return value !== undefined && value !== null && value !== 0 && value !== false;
}
