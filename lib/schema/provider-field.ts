import { TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import { useProvider } from "../terraform/provider";
import { instance } from "./fields";
import { orRemove } from "./parse";

/** A provider of Scaleway, also of bindings that users generate. */
export const providerField = () =>
  instance<TerraformProvider>(
    (value) => TerraformProvider.isTerraformProvider(value) && value.terraformResourceType === "scaleway",
    "a ScalewayProvider",
    'new ScalewayProvider(stack, "milan", { alias: "milan", region: "it-mil" })',
  );

/**
 * Uses the provider in the props of a construct.
 * @throws ValidationError if the provider is in another stack; the construct is then removed from the tree
 */
export function useOwnProvider(construct: IConstruct, provider: TerraformProvider | undefined): void {
  orRemove(construct, () => {
    useProvider(construct, provider);
  });
}
