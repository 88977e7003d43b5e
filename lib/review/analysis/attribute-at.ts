import type { AttributeChange, ResourceChange } from "../plan/plan";

/** The change of one attribute; `undefined` if the attribute does not change. */
export function attributeAt({ attributes }: ResourceChange, path: string): AttributeChange | undefined {
  return attributes.find((attribute) => attribute.path === path);
}
