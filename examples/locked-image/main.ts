import { join } from "node:path";
import { App } from "cdktf";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "locked-image", { region: "fr-par" });
const lockFile = join(__dirname, "images.lock.json");

// #region lock
// The digest is the one in images.lock.json: another push under the tag changes nothing until the lock says so.
new ServerlessContainer(stack, "order-api", {
  image: ContainerImage.fromLock("rg.fr-par.scw.cloud/my-registry/order-api:main", { lockFile }),
  privacy: "private",
});
// #endregion

// #region registry-tag
// The digest is read from the registry at every plan: another push under the tag redeploys at the next apply.
new ServerlessContainer(stack, "preview", {
  image: ContainerImage.fromRegistryTag({ namespace: "my-registry", name: "order-api", tag: "main" }),
  privacy: "private",
});
// #endregion

app.synth();
