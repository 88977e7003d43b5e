import { App } from "cdktf";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "images", { region: "fr-par" });
const REGISTRY = "rg.fr-par.scw.cloud/my-registry";

// #region images
const images = {
  // A version tag: each new tag triggers a redeployment.
  version: ContainerImage.fromRegistry(`${REGISTRY}/order-api:v1.4.0`),
  // A tag that moves, with its digest: changing the digest triggers a redeployment.
  pinned: ContainerImage.fromRegistry(
    `${REGISTRY}/order-api:main@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08`,
  ),
  // The digest or the ID of the build that pushed the image.
  build: ContainerImage.fromRegistry(`${REGISTRY}/order-api:main`, { registrySha256: "build-1042" }),
  // The registry, the name and the tag as separate values.
  parts: ContainerImage.fromParts({ registryEndpoint: REGISTRY, name: "backend/order-api", tag: "v1.4.0" }),
};
// #endregion

for (const [name, image] of Object.entries(images)) {
  new ServerlessContainer(stack, name, { image, privacy: "private" });
}
app.synth();
