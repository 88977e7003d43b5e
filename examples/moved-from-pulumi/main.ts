// #region app
import { App } from "cdktf";
import {
  ContainerImage,
  ContainerNamespace,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
} from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par" });

// Pulumi adds a suffix to names. Another name would replace the container.
const namespace = new ContainerNamespace(stack, "shop", {
  name: "shop-0c29a3f",
  importFrom: "fr-par/11111111-1111-1111-1111-111111111111",
});
const api = new ServerlessContainer(stack, "order-api", {
  name: "order-api-7d1e5b2",
  importFrom: "fr-par/22222222-2222-2222-2222-222222222222",
  namespace,
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0"),
  privacy: "public",
  cpuLimit: 280,
  memoryLimitMb: 512,
  minScale: 1,
  maxScale: 10,
  timeoutSeconds: 60,
  httpOption: "redirected",
  environmentVariables: { LOG_LEVEL: "info" },
  secretEnvironmentVariables: { DATABASE_URL: SecretValue.variable("database_url") },
});
// The old cron ran in Paris time, whatever the region.
api.addSchedule("nightly", { schedule: "0 2 * * *", timezone: "Europe/Paris", args: { task: "report" } });

app.synth();
// #endregion
