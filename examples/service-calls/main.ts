import { App } from "cdktf";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par" });

// #region calls
const prices = new ServerlessContainer(stack, "prices", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/prices:v5"),
  privacy: "private",
});
const website = new ServerlessContainer(stack, "website", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/website:v12"),
  privacy: "public",
  httpOption: "redirected",
});
prices.grantInvoke(website, { expiresAt: "2035-01-01T00:00:00Z" }); // PRICES_URL and PRICES_TOKEN
website.grantInvoke(prices, { urlVariable: "SHOP_URL" });
// #endregion

app.synth();
