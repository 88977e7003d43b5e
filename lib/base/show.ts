import { Token } from "cdktf";

const LONGEST_SHOWN = 80;

/** What the user gave, fit for a message: short, on one line, and never the inside of an object. */
export function show(value: unknown): string {
  if (typeof value === "string") {
    if (Token.isUnresolved(value)) return "a token";
    const shown = value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
    return JSON.stringify(shown);
  }
  if (typeof value === "number" || typeof value === "boolean" || value === null || value === undefined)
    return String(value);
  return kind(value);
}

const MOST_LISTED = 5;

/** What there is to choose from, as far as a person reads it. */
export function listed(names: readonly string[]): string {
  const rest = names.length - MOST_LISTED;
  return rest > 0 ? `${names.slice(0, MOST_LISTED).join(", ")} and ${rest} more` : names.join(", ");
}

/** The type of a value in words, for values that must not be shown. */
export function kind(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return `a ${typeof value}`;
}
