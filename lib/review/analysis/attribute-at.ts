import type { AttributeChange, ResourceChange, Value } from "../plan/plan";
import { LOOKS_SECRET, MASK } from "../plan/secrets";

/** The change of one attribute; `undefined` if the attribute does not change. */
export function attributeAt({ attributes }: ResourceChange, path: string): AttributeChange | undefined {
  return attributes.find((attribute) => attribute.path === path);
}

/**
 * Whether an attribute changes, and the review does not display a value: it is known after apply, sensitive, or masked because it
 * contains a secret. Masked values are equal, although the real ones differ.
 */
export function isHidden(change: ResourceChange, path: string): boolean {
  const { before, after, isUnknown, isSensitive } = attributeAt(change, path) ?? {};
  return isUnknown === true || isSensitive === true || [before, after].some(isMasked);
}

/** Whether a value contains a masked secret. */
export function isMasked(value: Value | undefined): boolean {
  return typeof value === "string" && (value.includes(MASK) || value.includes(LOOKS_SECRET));
}
