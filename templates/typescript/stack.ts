import { ContainerImage, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";
import type { Construct } from "constructs";

export class ContainerStack extends ScalewayStack {
  /**
   * @param stateBucket the bucket for the Terraform state; without one, the state is a local file
   */
  constructor(scope: Construct, id: string, stateBucket?: string) {
    super(scope, id, { region: "fr-par", ...(stateBucket && { backend: { bucket: stateBucket } }) });
    new ServerlessContainer(this, "container", {
      name: "my-container",
      image: ContainerImage.fromLock("rg.fr-par.scw.cloud/my-registry/my-container:v1.0.0"),
      privacy: "private",
      httpOption: "redirected",
    });
  }
}
