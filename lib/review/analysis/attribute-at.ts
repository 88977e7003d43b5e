import type { AttributeChange, ResourceChange } from "../plan/plan";

/** The change of one attribute; `undefined` if the attribute does not change. */
export function attributeAt({ attributes }: ResourceChange, path: string): AttributeChange | undefined {
  return attributes.find((attribute) => attribute.path === path);
}

/** Whether an attribute changes to a value that the plan does not show: it is known after apply, or sensitive. */
export function isHidden(change: ResourceChange, path: string): boolean {
  const { isUnknown, isSensitive } = attributeAt(change, path) ?? {};
  return isUnknown === true || isSensitive === true;
}
