import type { Plan, ResourceChange } from "./plan";
import type { Secrets } from "./secrets";

/** Of a change: what is Terraform's own word, or serves to tell what it is. */
const OWN_WORDS = new Set<string>(["type", "action", "actions", "tool"] satisfies (
  keyof ResourceChange | keyof Plan
)[]);

/**
 * Masks every secret wherever else it stands in a plan, names and keys included. From here on nothing knows a secret.
 * The plan itself is changed: a copy of a large one would take as much memory again.
 */
export function maskPlan(plan: Plan, secrets: Secrets): Plan {
  return masked(plan, secrets) as Plan;
}

function masked(value: unknown, secrets: Secrets): unknown {
  if (typeof value === "string") return secrets.mask(value);
  if (typeof value === "number") {
    const text = secrets.mask(String(value));
    return text === String(value) ? value : text;
  }
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    if (OWN_WORDS.has(key)) continue;
    const inner = masked(fields[key], secrets);
    const name = Array.isArray(value) ? key : secrets.mask(key);
    if (inner !== fields[key]) fields[key] = inner;
    if (name === key) continue;
    fields[name] = inner;
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- in place, see above
    delete fields[key];
  }
  return value;
}
