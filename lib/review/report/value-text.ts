import type { Value } from "../plan/plan";

/** A value as text: JSON in a string is written out over lines, when there is much of it. */
export function valueText(value: Value): string {
  if (typeof value !== "string") return laidOut(value);
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return laidOut(JSON.parse(value));
  } catch {
    return value;
  }
}

function laidOut(value: unknown): string {
  const short = JSON.stringify(value);
  return short.length > 60 && typeof value === "object" ? JSON.stringify(value, null, 2) : short;
}
