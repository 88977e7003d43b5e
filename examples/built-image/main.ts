import { App } from "cdktf";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "built-image", { region: "fr-par" });

// #region built-image
// If a file in the directory has changed, the apply builds and pushes the image.
const image = ContainerImage.fromDirectory("examples/built-image/api", {
  registryEndpoint: "rg.fr-par.scw.cloud/my-registry",
  name: "order-api",
  buildArgs: { NODE_VERSION: "22" },
});
new ServerlessContainer(stack, "order-api", { image, privacy: "public" });
// Both containers use the image, which is built once.
new ServerlessContainer(stack, "order-worker", { image, privacy: "private", command: ["node", "server.mjs"] });
// #endregion

app.synth();
