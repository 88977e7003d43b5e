import { TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { Region } from "../facts/limits";
import { call } from "./expressions";
import { providerOf, providerSettings } from "./provider";

/** The property of a stack with its region. The symbol is the same in every copy of this library. */
const REGION = Symbol.for("cdktf-scaleway-containers/region");

export function setStackRegion(stack: TerraformStack, region: Region): void {
  Object.defineProperty(stack, REGION, { value: region });
}

/** The parts of a container reference that determine its region. */
interface LocatedContainer extends IConstruct {
  readonly containerId: string;
  readonly region: Region | undefined;
}

/**
 * The region for the resources of a container. If the container has the region of its stack's provider, another stack uses the
 * region in the container's ID, because its own provider may have another region.
 */
export function regionFor(scope: IConstruct, container: LocatedContainer): Region | undefined {
  if (container.region !== undefined || TerraformStack.of(scope) === TerraformStack.of(container)) {
    return container.region;
  }
  return regionIn(container.containerId);
}

/** The region in an ID in the form `region/uuid`, which may be a token. */
export function regionIn(id: string): Region {
  return Token.asString(call("element", call("split", "/", id), 0));
}

/**
 * The default region of a construct: the region of the provider that it uses, or of its ScalewayStack. It is undefined if only the
 * provider knows it.
 */
export function stackRegion(scope: IConstruct): Region | undefined {
  // The region of the stack is that of its default provider.
  if (providerOf(scope)?.alias !== undefined) return providerSettings(scope).region;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- only setStackRegion sets the symbol
  return (TerraformStack.of(scope) as { [REGION]?: Region })[REGION];
}
