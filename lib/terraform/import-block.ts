import { TerraformElement, type TerraformResource, type TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { ValidationIssue } from "../base/errors";
import { checkStack, duplicates, membersOf } from "./stack-checks";

/** Imports an existing resource. CDKTF's own `importFrom` requires the Terraform binary at synth. */
export class ImportBlock extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly resource: TerraformResource,
    public readonly importId: string,
  ) {
    super(scope, id);
    checkStack(this, duplicateImports);
  }

  public override toTerraform(): object {
    return { import: [{ to: this.to, id: this.importId }] };
  }

  public override toHclTerraform(): object {
    const attribute = (value: string, storageClassType: string) => ({ value, type: "simple", storageClassType });
    return { import: [{ to: attribute(this.to, "reference"), id: attribute(this.importId, "string") }] };
  }

  private get to(): string {
    return `${this.resource.terraformResourceType}.${this.resource.friendlyUniqueId}`;
  }
}

function duplicateImports(stack: TerraformStack): ValidationIssue[] {
  const blocks = membersOf(stack, (each) => each instanceof ImportBlock);
  return duplicates("importFrom", blocks, ({ importId }) => importId, "Import the resource once: keep one of them.");
}
