import { Annotations, App, Aspects, Token, type IAspect } from "cdktf";
import type { IConstruct } from "constructs";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par" });

// #region policy
/** Rejects containers that can have more than 20 instances, or that answer plain HTTP. */
class ContainerPolicy implements IAspect {
  public visit(node: IConstruct): void {
    if (!(node instanceof ServerlessContainer)) return;
    if (!Token.isUnresolved(node.maxScale) && node.maxScale > 20) {
      Annotations.of(node).addError(`maxScale is ${node.maxScale}. Use at most 20.`);
    }
    if (node.privacy === "public" && node.httpOption === "enabled") {
      Annotations.of(node).addError('The container is public. Set httpOption: "redirected".');
    }
  }
}
Aspects.of(app).add(new ContainerPolicy());
// #endregion

new ServerlessContainer(stack, "order-api", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/order-api:v1.4.0"),
  privacy: "public",
  httpOption: "redirected",
  maxScale: 20,
});

app.synth();
