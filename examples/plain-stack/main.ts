// #region stack
import { App, TerraformStack } from "cdktf";
import { ContainerImage, ServerlessContainer } from "cdktf-scaleway-containers";
import { ScalewayProvider } from "cdktf-scaleway-containers/provider/provider";

const app = new App();
const stack = new TerraformStack(app, "plain");
new ScalewayProvider(stack, "scaleway", { profile: "production" });

const api = new ServerlessContainer(stack, "api", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/my-registry/api:v1"),
  privacy: "private",
});
// #endregion

// #region resource
api.resource.putTimeouts({ create: "20m" });
api.resource.addOverride("lifecycle.prevent_destroy", true);
// #endregion

app.synth();
