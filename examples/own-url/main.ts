import { App } from "cdktf";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par" });

// #region url
const website = new ServerlessContainer(stack, "website", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/website:v12"),
  privacy: "public",
  httpOption: "redirected",
});
const login = new ServerlessContainer(stack, "login", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/login:v3"),
  privacy: "public",
  httpOption: "redirected",
  environmentVariables: { WEBSITE_URL: website.predictedEndpoint },
});
login.addEnvironmentVariable("CALLBACK_URL", `${login.predictedEndpoint}/oauth/callback`);
website.addEnvironmentVariable("LOGIN_URL", login.predictedEndpoint);
// #endregion

app.synth();
