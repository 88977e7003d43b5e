import { App, Fn, TerraformOutput } from "cdktf";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";
import { CockpitAlertManager } from "cdktf-scaleway-containers/provider/cockpit-alert-manager";
import { DataScalewayCockpitPreconfiguredAlert } from "cdktf-scaleway-containers/provider/data-scaleway-cockpit-preconfigured-alert";
import { DataScalewayCockpitSource } from "cdktf-scaleway-containers/provider/data-scaleway-cockpit-source";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par" });

new ServerlessContainer(stack, "order-api", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/order-api:v1.4.0"),
  privacy: "public",
  httpOption: "redirected",
});

// #region alerts
const preconfigured = new DataScalewayCockpitPreconfiguredAlert(stack, "preconfigured");
// One alert manager per project and region.
new CockpitAlertManager(stack, "alert-manager", {
  contactPoints: [{ email: "on-call@example.com" }],
  // All rules that Scaleway maintains.
  preconfiguredAlertIds: Fn.lookupNested(preconfigured.alerts, ["*", "preconfigured_rule_id"]),
});

// The addresses for custom rules.
for (const type of ["metrics", "logs"]) {
  const source = new DataScalewayCockpitSource(stack, type, { type, origin: "scaleway" });
  new TerraformOutput(stack, `${type}_url`, { value: source.url });
}
// #endregion

app.synth();
