import { parseJson, type Value } from "../plan/json";

const MAX_LINE_LENGTH = 60;

/** A value as text. JSON in a string is formatted over several lines if it is long. */
export function valueText(value: Value): string {
  if (typeof value !== "string") return formatJson(value);
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return formatJson(parseJson(value));
  } catch {
    return value;
  }
}

function formatJson(value: Value): string {
  const line = JSON.stringify(value);
  return line.length > MAX_LINE_LENGTH && typeof value === "object" ? JSON.stringify(value, null, 2) : line;
}
