import { DefaultTokenResolver, StringConcat, TerraformStack, Tokenization } from "cdktf";
import { Construct, type IConstruct } from "constructs";

/**
 * A child of the stack that several constructs share: made when the first one asks for it.
 * @param parts what has to be equal to share it
 */
export function shared<T extends IConstruct>(
  scope: IConstruct,
  group: string,
  parts: readonly (string | undefined)[],
  make: (parent: Construct, id: string) => T,
): T {
  const stack = TerraformStack.of(scope);
  const parent = stack.node.tryFindChild(group) ?? new Construct(stack, group);
  const id = idOf(scope, parts);
  return (parent.node.tryFindChild(id) as T | undefined) ?? make(parent, id);
}

/** Encoded, since a construct id has no slash, and no token. */
function idOf(scope: IConstruct, parts: readonly (string | undefined)[]): string {
  const resolver = new DefaultTokenResolver(new StringConcat());
  const id = parts
    .map((part = "") => encodeURIComponent(Tokenization.resolve(part, { scope, resolver }) as string))
    .join(":")
    .replace(/:+$/, "");
  // constructs finds what every object inherits, as "constructor".
  return id in {} || id === "" ? `:${id}` : id;
}
