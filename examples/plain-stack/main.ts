// #region app
import { App, TerraformStack } from "cdktf";
import { ContainerImage, ServerlessContainer } from "cdktf-scaleway-containers";
import { type Container } from "cdktf-scaleway-containers/provider/container";
import { ScalewayProvider } from "cdktf-scaleway-containers/provider/provider";

const app = new App();
const stack = new TerraformStack(app, "plain");
new ScalewayProvider(stack, "scaleway", { profile: "production" });

const api = new ServerlessContainer(stack, "api", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/my-registry/api:v1"),
  privacy: "private",
});

// What the props do not have: the provider's own resource is the child "Resource" of every construct.
const resource = api.node.findChild("Resource") as Container;
resource.putTimeouts({ create: "20m" });
resource.addOverride("lifecycle.prevent_destroy", true);

app.synth();
// #endregion
