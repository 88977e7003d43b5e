import { KNOWN_AFTER_APPLY, type AttributeChange, type Value } from "../plan/plan";
import { markup, type Markup } from "./markup";

/** Whether an attribute had a value, and gets another one or none. */
export function isTransition(attribute: AttributeChange | undefined): attribute is AttributeChange {
  return attribute?.before !== undefined;
}

/** Both values of an attribute. */
export function transition({ before, after, isUnknown }: AttributeChange): Markup {
  const next = isUnknown === true ? KNOWN_AFTER_APPLY : after;
  return markup`${textOf(before)} → ${textOf(next)}`;
}

function textOf(value: Value | undefined): string {
  if (value === undefined) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}
