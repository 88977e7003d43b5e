import { TerraformElement, type TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/** Has Terraform take over what exists. CDKTF's own `importFrom` wants the Terraform binary at synth. */
export class ImportBlock extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly resource: TerraformResource,
    private readonly importId: string,
  ) {
    super(scope, id);
  }

  public override toTerraform(): object {
    const { terraformResourceType, friendlyUniqueId } = this.resource;
    return { import: [{ to: `${terraformResourceType}.${friendlyUniqueId}`, id: this.importId }] };
  }
}
