import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { Region } from "../limits";

/** Known to every copy of this library. */
const REGION = Symbol.for("cdktf-scaleway-containers/region");

export function setStackRegion(stack: TerraformStack, region: Region): void {
  Object.defineProperty(stack, REGION, { value: region });
}

/** The region of the ScalewayStack around `scope`; nothing in a plain TerraformStack. */
export function stackRegion(scope: IConstruct): Region | undefined {
  return (TerraformStack.of(scope) as { [REGION]?: Region })[REGION];
}
