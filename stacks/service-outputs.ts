import { TerraformOutput, type TerraformStack } from "cdktf";
import type { ServerlessContainer } from "cdktf-scaleway-containers";

/** The outputs that the services' manifests promise. */
export function addServiceOutputs(stack: TerraformStack, container: ServerlessContainer): void {
  new TerraformOutput(stack, "containerId", { value: container.containerId });
  new TerraformOutput(stack, "namespaceId", { value: container.namespaceId });
  new TerraformOutput(stack, "domainName", { value: container.domainName });
  new TerraformOutput(stack, "endpoint", { value: container.endpoint });
}
