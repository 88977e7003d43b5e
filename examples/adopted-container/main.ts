import { App } from "cdktf";
import { ContainerImage, ContainerNamespace, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "legacy", { region: "fr-par" });

// #region adoption
const namespace = new ContainerNamespace(stack, "legacy", {
  name: "legacy",
  importFrom: "fr-par/11111111-1111-1111-1111-111111111111",
});
new ServerlessContainer(stack, "billing", {
  name: "billing",
  namespace,
  importFrom: "fr-par/22222222-2222-2222-2222-222222222222",
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/legacy/billing:v8"),
  privacy: "private",
  memoryLimitMb: 1024,
});
// #endregion

// #region both
new ServerlessContainer(stack, "invoices", {
  importFrom: "fr-par/33333333-3333-3333-3333-333333333333",
  importNamespaceFrom: "fr-par/44444444-4444-4444-4444-444444444444",
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/legacy/invoices:v2"),
  privacy: "private",
});
// #endregion

app.synth();
