import type { AttributeChange, ResourceChange } from "../plan/plan";

interface SecretChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly rotated: readonly string[];
}

const NONE: SecretChanges = { added: [], removed: [], rotated: [] };
const PREFIX = "secret_environment_variables.";

/** The secret variables that a change adds, removes, or sets to another value. */
export function secretChanges({ attributes }: ResourceChange): SecretChanges {
  const changes = attributes.filter(({ path }) => path.startsWith(PREFIX));
  if (changes.length === 0) return NONE;
  const keys = (kind: keyof SecretChanges) =>
    changes
      .filter((change) => kindOf(change) === kind)
      .map(({ path }) => path.slice(PREFIX.length))
      .sort();
  return { added: keys("added"), removed: keys("removed"), rotated: keys("rotated") };
}

function kindOf({ before, after, isUnknown }: AttributeChange): keyof SecretChanges {
  if (before === undefined) return "added";
  return after === undefined && isUnknown !== true ? "removed" : "rotated";
}
