import { App } from "cdktf";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "website", { region: "fr-par" });
const website = new ServerlessContainer(stack, "website", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/website:v12"),
  privacy: "public",
  httpOption: "redirected",
});

// #region zone
website.addDomain("www", { hostname: "www.example.com", dnsZone: "example.com" });
website.addDomain("apex", { hostname: "example.com", dnsZone: "example.com", ttlSeconds: 300 });
// #endregion

app.synth();
