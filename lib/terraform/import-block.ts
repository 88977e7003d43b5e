import { TerraformElement, type TerraformResource, type TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { ValidationIssue } from "../base/errors";
import { checkStack, membersOf, repeated } from "./stack-checks";

/** Has Terraform take over what exists. CDKTF's own `importFrom` wants the Terraform binary at synth. */
export class ImportBlock extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly resource: TerraformResource,
    public readonly importId: string,
  ) {
    super(scope, id);
    checkStack(this, repeatedImports);
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

function repeatedImports(stack: TerraformStack): ValidationIssue[] {
  const blocks = membersOf(stack, (each) => each instanceof ImportBlock);
  return repeated("importFrom", blocks, ({ importId }) => importId, "what exists is taken over once; keep one of them");
}
