import { TerraformStack, Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";

/** A child of the stack that several constructs share: made when the first one asks for it. */
export function shared<T extends IConstruct>(
  scope: IConstruct,
  group: string,
  id: string,
  make: (parent: Construct) => T,
): T {
  const stack = TerraformStack.of(scope);
  const parent = stack.node.tryFindChild(group) ?? new Construct(stack, group);
  return (parent.node.tryFindChild(id) as T | undefined) ?? make(parent);
}

/** An id out of what has to be equal to share. A token equals nothing that is known here, so `owner` gets one of its own. */
export function sharedId(owner: IConstruct, ...parts: readonly (string | undefined)[]): string {
  const known = parts.filter((part) => part !== undefined);
  return known.some((part) => Token.isUnresolved(part)) ? owner.node.addr : known.join(":") || "default";
}
