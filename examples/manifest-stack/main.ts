// #region load
import { join } from "node:path";
import { App } from "cdktf";
import { Manifest, ManifestStack } from "cdktf-scaleway-containers";

const app = new App();
const manifest = Manifest.load(join(__dirname, "order-api.yaml"));
const stack = new ManifestStack(app, manifest, {
  backend: { bucket: "shop-terraform", key: `${manifest.name}.tfstate`, region: manifest.region },
});
// Manifests have no field for domains.
stack.container("order-api").addDomain("www", { hostname: "orders.example.com", dnsZone: "example.com" });
app.synth();
// #endregion
