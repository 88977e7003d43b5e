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

/** The type of a value in words, for values that must not be shown. */
export function kind(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return `a ${typeof value}`;
}
