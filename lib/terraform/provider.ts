import {
  Aspects,
  TerraformDataSource,
  TerraformProvider,
  TerraformResource,
  TerraformStack,
  type IAspect,
  type TerraformElement,
} from "cdktf";
import type { IConstruct } from "constructs";
import { throwIfAny } from "../base/errors";
import { fieldsOf } from "../base/objects";
import { membersOf } from "./stack-checks";

/** The providers of constructs; undefined for the default provider of the stack. */
const providers = new WeakMap<IConstruct, TerraformProvider | undefined>();

/**
 * Uses a provider for the Scaleway resources of a construct and of everything below it, unless they have another provider.
 * @throws ValidationError if the provider is in another stack
 */
export function useProvider(scope: IConstruct, provider: TerraformProvider | undefined): void {
  if (provider === undefined) return;
  const stack = TerraformStack.of(scope);
  if (provider.cdktfStack !== stack) {
    const message = `is in another stack, got ${provider.node.path}. Create a provider with the same settings in the stack ${stack.node.path}.`;
    throwIfAny(scope.node.path, [{ code: "provider-of-other-stack", path: "provider", message }]);
  }
  providers.set(scope, provider);
  const aspects = Aspects.of(stack);
  if (!aspects.all.includes(assignment)) aspects.add(assignment);
}

/** Uses the provider of another construct, if both constructs are in the same stack. */
export function shareProvider(scope: IConstruct, owner: IConstruct): void {
  if (TerraformStack.of(scope) === TerraformStack.of(owner)) providers.set(scope, providerOf(owner));
}

/** The provider that a construct, or the nearest scope above it, uses; undefined if it is the default provider of the stack. */
export function providerOf(construct: IConstruct): TerraformProvider | undefined {
  const owner = construct.node.scopes.reverse().find((scope) => providers.has(scope));
  return owner && providers.get(owner);
}

const assignment: IAspect = {
  visit(node) {
    if (!isScalewayBlock(node) || node.provider !== undefined) return;
    const provider = providerOf(node);
    if (provider !== undefined) node.provider = provider;
  },
};

function isScalewayBlock(node: IConstruct): node is TerraformElement & (TerraformResource | TerraformDataSource) {
  const isBlock = TerraformResource.isTerraformResource(node) || TerraformDataSource.isTerraformDataSource(node);
  return isBlock && node.terraformResourceType.startsWith("scaleway_");
}

/** The settings of the provider that a construct uses. What is undefined comes from the environment or the profile. */
export function providerSettings(construct: IConstruct) {
  const isDefault = (each: IConstruct): each is TerraformProvider =>
    TerraformProvider.isTerraformProvider(each) &&
    each.terraformResourceType === "scaleway" &&
    each.alias === undefined;
  const provider = providerOf(construct) ?? membersOf(TerraformStack.of(construct), isDefault)[0];
  const { regionInput, projectIdInput, profileInput } = fieldsOf(provider);
  return { region: textOf(regionInput), projectId: textOf(projectIdInput), profile: textOf(profileInput) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
