import { App } from "cdktf";
import { acknowledgeWarning, ContainerImage, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "preview", { region: "fr-par" });

// #region acknowledge
const preview = new ServerlessContainer(stack, "preview", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/my-registry/preview:latest"),
  privacy: "private",
});
acknowledgeWarning(preview, "mutable-tag");
// #endregion

app.synth();
