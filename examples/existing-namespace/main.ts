import { App } from "cdktf";
import { ContainerImage, ContainerNamespace, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";
import { ScalewayProvider } from "cdktf-scaleway-containers/provider/provider";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par" });
const image = ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/api:v3");

// #region namespaces
const shared = ContainerNamespace.fromName(stack, "shared", { name: "team-shop" });
const legacy = ContainerNamespace.fromAttributes(stack, "legacy", {
  namespaceId: "nl-ams/11111111-1111-1111-1111-111111111111",
  projectId: "22222222-2222-2222-2222-222222222222",
});
new ServerlessContainer(stack, "api", { namespace: shared, image, privacy: "private" });
new ServerlessContainer(stack, "billing", { namespace: legacy, image, privacy: "private" });
// #endregion

// #region provider
const milan = new ScalewayProvider(stack, "milan", { alias: "milan", region: "it-mil", profile: "partner" });
const partner = new ServerlessContainer(stack, "partner-api", { provider: milan, image, privacy: "private" });
partner.addSchedule("nightly", { schedule: "0 2 * * *" });
// #endregion

// #region ignore-changes
new ServerlessContainer(stack, "preview", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/preview:v1"),
  privacy: "private",
  ignoreChanges: ["image", "registrySha256"],
});
// #endregion

app.synth();
