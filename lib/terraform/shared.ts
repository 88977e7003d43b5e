import { DefaultTokenResolver, StringConcat, TerraformStack, Tokenization } from "cdktf";
import { Construct, type IConstruct } from "constructs";

/** Marks a shared child. The symbol is the same in every copy of this library. */
const SHARED = Symbol.for("cdktf-scaleway-containers/shared");

/**
 * Returns a child of the stack that several constructs share. The first call creates it.
 * @param parts the values that identify the child in its group
 */
export function createOnce<T extends IConstruct>(
  scope: IConstruct,
  group: string,
  parts: readonly (string | undefined)[],
  create: (parent: Construct, id: string) => T,
): T {
  const stack = TerraformStack.of(scope);
  const parent = stack.node.tryFindChild(group) ?? new Construct(stack, group);
  let id = idOf(scope, parts);
  for (;;) {
    const child = parent.node.tryFindChild(id);
    if (child === undefined) return Object.defineProperty(create(parent, id), SHARED, { value: true });
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- created above, for the same group and parts
    if (SHARED in child) return child as T;
    // A construct of the user has the ID of the group, and a child with this ID.
    id = `${id}-`;
  }
}

/** The ID of a shared child. The parts are resolved and encoded, because the ID of a construct cannot contain tokens or slashes. */
function idOf(scope: IConstruct, parts: readonly (string | undefined)[]): string {
  const resolver = new DefaultTokenResolver(new StringConcat());
  const id = parts
    .map((part = "") => encodeURIComponent(String(Tokenization.resolve(part, { scope, resolver }))))
    .join(":")
    .replace(/:+$/, "");
  // constructs would find a property that every object inherits, such as `constructor`.
  return id in {} || id === "" ? `:${id}` : id;
}
