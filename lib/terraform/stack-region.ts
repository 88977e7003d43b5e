import { TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { Region } from "../facts/limits";
import { call } from "./expressions";

/** Known to every copy of this library. */
const REGION = Symbol.for("cdktf-scaleway-containers/region");

export function setStackRegion(stack: TerraformStack, region: Region): void {
  Object.defineProperty(stack, REGION, { value: region });
}

/** The part of a container reference that tells its region. */
interface LocatedContainer extends IConstruct {
  readonly containerId: string;
  readonly region: Region | undefined;
}

/**
 * The region for what is made for a container. Where the container's is its provider's own, another stack cannot rely on
 * its own provider, and takes the region out of the id.
 */
export function regionFor(scope: IConstruct, container: LocatedContainer): Region | undefined {
  if (container.region !== undefined || TerraformStack.of(scope) === TerraformStack.of(container)) {
    return container.region;
  }
  return regionIn(container.containerId);
}

/** The region in an ID that only Terraform knows. */
export function regionIn(id: string): Region {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- a token of a region
  return Token.asString(call("element", call("split", "/", id), 0)) as Region;
}

/** The region of the ScalewayStack of a construct; undefined in a plain TerraformStack. */
export function stackRegion(scope: IConstruct): Region | undefined {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- only setStackRegion sets the symbol
  return (TerraformStack.of(scope) as { [REGION]?: Region })[REGION];
}
