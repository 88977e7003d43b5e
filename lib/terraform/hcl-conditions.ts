import type { TerraformResource } from "cdktf";
import { fieldsOf } from "../base/objects";

/**
 * Renders the preconditions and postconditions of a resource as blocks in HCL. CDKTF renders a list of objects, which Terraform
 * rejects. JSON is not affected.
 */
export function renderConditionsAsBlocks(resource: TerraformResource): void {
  const render = resource.toHclTerraform.bind(resource);
  resource.toHclTerraform = () => {
    const hcl: unknown = render();
    const byName = fieldsOf(fieldsOf(hcl)["resource"])[resource.terraformResourceType];
    const attributes = fieldsOf(fieldsOf(byName)[resource.friendlyUniqueId]);
    const lifecycle = fieldsOf(attributes["lifecycle"]);
    const blocks = ["precondition", "postcondition"].flatMap((name) => {
      const conditions: unknown = lifecycle[name];
      return Array.isArray(conditions) ? [[name, blocksOf(conditions)] as const] : [];
    });
    if (blocks.length > 0) {
      const value = { ...lifecycle, ...Object.fromEntries(blocks) };
      attributes["lifecycle"] = { isBlock: true, type: "struct", value };
    }
    return hcl;
  };
}

/** Blocks in the structure that CDKTF renders as HCL. */
function blocksOf(conditions: readonly unknown[]): object {
  const value = conditions.map((condition) =>
    Object.fromEntries(
      Object.entries(fieldsOf(condition)).map(([name, text]) => [
        name,
        { value: text, type: "simple", storageClassType: "string" },
      ]),
    ),
  );
  return { isBlock: true, type: "list", storageClassType: "objectList", value };
}
