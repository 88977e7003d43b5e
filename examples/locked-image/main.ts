import { join } from "node:path";
import { App } from "cdktf";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "locked-image", { region: "fr-par" });
const lockFile = join(__dirname, "images.lock.json");

// #region lock
// The digest comes from images.lock.json. A push with the same tag changes nothing until the lock is updated.
new ServerlessContainer(stack, "order-api", {
  image: ContainerImage.fromLock("rg.fr-par.scw.cloud/my-registry/order-api:main", { lockFile }),
  privacy: "private",
});
// #endregion

// #region registry-tag
// Every plan reads the digest from the registry. After a push with the same tag, the next apply redeploys.
new ServerlessContainer(stack, "preview", {
  image: ContainerImage.fromRegistryTag({ namespace: "my-registry", name: "order-api", tag: "main" }),
  privacy: "private",
});
// #endregion

app.synth();
