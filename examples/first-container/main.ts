// #region app
import { App } from "cdktf";
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par" });

const api = new ServerlessContainer(stack, "order-api", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0"),
  privacy: "public",
  memoryLimitMb: 512,
  maxScale: 10,
  httpOption: "redirected",
  environmentVariables: { LOG_LEVEL: "info" },
  secretEnvironmentVariables: { DATABASE_URL: SecretValue.variable("database_url") },
});
api.addSchedule("nightly", { schedule: "0 2 * * *", args: { task: "report" } });

app.synth();
// #endregion
