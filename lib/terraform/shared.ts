import { DefaultTokenResolver, StringConcat, TerraformStack, Tokenization } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { providerOf, shareProvider } from "./provider";

/** Marks a shared child. The symbol is the same in every copy of this library. */
const SHARED = Symbol.for("cdktf-scaleway-containers/shared");

/**
 * Returns a child of the stack that several constructs share. The first call creates it. Constructs with different providers share
 * no child.
 * @param parts the values that identify the child in its group
 */
export function createOnce<T extends IConstruct>(
  scope: IConstruct,
  group: string,
  parts: readonly (string | undefined)[],
  create: (parent: Construct, id: string) => T,
): T {
  const parent = sharedChild(TerraformStack.of(scope), group, (stack, id) => new Construct(stack, id));
  const child = sharedChild(parent, idOf(scope, [...parts, providerOf(scope)?.alias]), create);
  shareProvider(child, scope);
  return child;
}

/** Returns the shared child with an ID, or creates it. A construct of the user may have the ID already. */
function sharedChild<T extends IConstruct, Parent extends IConstruct>(
  parent: Parent,
  id: string,
  create: (parent: Parent, id: string) => T,
): T {
  const child = parent.node.tryFindChild(id);
  if (child === undefined) return Object.defineProperty(create(parent, id), SHARED, { value: true });
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- created above, for the same ID
  return SHARED in child ? (child as T) : sharedChild(parent, `${id}-`, create);
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
