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

const namespace = new ContainerNamespace(stack, "shop", {
  importFrom: "fr-par/11111111-1111-1111-1111-111111111111",
  environmentVariables: { LOG_LEVEL: "info" },
});
const api = new ServerlessContainer(stack, "order-api", {
  importFrom: "fr-par/22222222-2222-2222-2222-222222222222",
  namespace,
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0"),
  description: "Orders of the shop",
  port: 8080,
  memoryLimitMb: 512,
  cpuLimit: 280,
  minScale: 1,
  maxScale: 10,
  timeoutSeconds: 60,
  privacy: "private",
  httpOption: "redirected",
  healthCheck: { path: "/health", intervalSeconds: 10, failureThreshold: 5 },
  scalingOption: { concurrentRequestsThreshold: 40 },
  environmentVariables: { CURRENCY: "EUR" },
  secretEnvironmentVariables: { DATABASE_URL: SecretValue.variable("database_url") },
});
api.addSchedule("nightly", { schedule: "0 2 * * *", args: { task: "report" } });

app.synth();
// #endregion
