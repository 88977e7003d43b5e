import { App } from "cdktf";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par" });

// #region token
const prices = new ServerlessContainer(stack, "prices", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/prices:v5"),
  privacy: "private",
});
const token = prices.addToken("website", { expiresAt: "2035-01-01T00:00:00Z" });

new ServerlessContainer(stack, "website", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/website:v12"),
  privacy: "public",
  httpOption: "redirected",
  environmentVariables: { PRICES_URL: prices.endpoint, PRICES_AUTH_HEADER: token.headerName },
  secretEnvironmentVariables: { PRICES_TOKEN: token.secretKey },
});
// #endregion

// #region store
prices.addToken("reports", {
  expiresAt: "2035-01-01T00:00:00Z",
  description: "The nightly reports, which are deployed elsewhere",
  storeIn: { secretName: "prices-token", path: "/reports" },
});
// #endregion

app.synth();
