import { App } from "cdktf";
import {
  ContainerImage,
  ContainerNamespace,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
} from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "nl-ams" });

// #region namespace
const shop = new ContainerNamespace(stack, "shop", {
  description: "What the shop runs on",
  environmentVariables: { LOG_LEVEL: "info" },
  secretEnvironmentVariables: { DATABASE_URL: SecretValue.variable("database_url") },
});

for (const name of ["orders", "stock"]) {
  new ServerlessContainer(stack, name, {
    namespace: shop,
    image: ContainerImage.fromParts({ registryEndpoint: "rg.nl-ams.scw.cloud/shop", name, tag: "v7" }),
    privacy: "private",
    environmentVariables: { SERVICE: name },
  });
}
// #endregion

app.synth();
