import type { ResourceChange } from "../plan/plan";

interface SecretChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly rotated: readonly string[];
}

const NONE: SecretChanges = { added: [], removed: [], rotated: [] };
const MAP = "secret_environment_variables.";

/** The secret variables that a change adds, removes and sets to another value. */
export function secretChanges({ attributes }: ResourceChange): SecretChanges {
  if (attributes.length === 0) return NONE;
  const keys = (isMeant: (had: boolean, has: boolean) => boolean) =>
    attributes
      .filter(
        (each) => each.path.startsWith(MAP) && isMeant("before" in each, "after" in each || each.isUnknown === true),
      )
      .map(({ path }) => path.slice(MAP.length))
      .sort();
  return {
    added: keys((had, has) => !had && has),
    removed: keys((had, has) => had && !has),
    rotated: keys((had, has) => had && has),
  };
}
