import type { AttributeChange } from "../plan/plan";
import type { Acceptance, ReviewConfig } from "./review-config";

/**
 * The settings in which a configuration differs from that of the target branch.
 * @param before the configuration on the target branch
 */
export function configChanges(before: ReviewConfig, after: ReviewConfig): AttributeChange[] {
  return [
    ...mapChanges("severities", before.severities, after.severities),
    ...mapChanges("limits", before.limits, after.limits),
    ...listChanges("allowedRegistries", before.allowedRegistries, after.allowedRegistries),
    ...listChanges("accept", before.accept?.map(acceptanceText), after.accept?.map(acceptanceText)),
    ...listChanges("ignoreStates", before.ignoreStates, after.ignoreStates),
    ...listChanges("rules", before.rules, after.rules),
  ];
}

type Settings = Readonly<Record<string, string | number | undefined>>;

function mapChanges(name: string, before: Settings = {}, after: Settings = {}): AttributeChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const valueIn = (settings: Settings, key: string) => (Object.hasOwn(settings, key) ? settings[key] : undefined);
  return [...keys]
    .map((key) => ({ path: `${name}.${key}`, before: valueIn(before, key), after: valueIn(after, key) }))
    .filter((change) => change.before !== change.after);
}

/** The order of a list has no meaning. An empty list of registries allows none, no list allows all. */
function listChanges(
  name: string,
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): AttributeChange[] {
  const removed = before?.filter((item) => after?.includes(item) !== true) ?? [];
  const added = after?.filter((item) => before?.includes(item) !== true) ?? [];
  const changes = [
    ...removed.map((item) => ({ path: name, before: item })),
    ...added.map((item) => ({ path: name, after: item })),
  ];
  if (changes.length > 0 || (before === undefined) === (after === undefined)) return changes;
  return [before === undefined ? { path: name, after: "[]" } : { path: name, before: "[]" }];
}

function acceptanceText({ risk, where, reason, expires }: Acceptance): string {
  return `${risk}${where === undefined ? "" : ` in ${where}`} until ${expires}: ${reason}`;
}
