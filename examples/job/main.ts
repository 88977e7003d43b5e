import { App } from "cdktf";
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";
import { JobDefinition } from "cdktf-scaleway-containers/provider/job-definition";
import { Secret } from "cdktf-scaleway-containers/provider/secret";
import { SecretVersion } from "cdktf-scaleway-containers/provider/secret-version";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par" });

// #region job
const databaseUrl = SecretValue.variable("database_url");
const api = new ServerlessContainer(stack, "order-api", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/order-api:v1.4.0"),
  privacy: "public",
  httpOption: "redirected",
  secretEnvironmentVariables: { DATABASE_URL: databaseUrl },
});

// A job reads its secrets from Secret Manager.
const secret = new Secret(stack, "database-url", { name: "database-url", path: "/order-api" });
const version = new SecretVersion(stack, "database-url-version", {
  secretId: secret.id,
  data: databaseUrl.unsafeUnwrap(stack),
});

new JobDefinition(stack, "nightly-report", {
  name: "nightly-report",
  // Each new image of the container is the image of the next run.
  imageUri: api.resource.image,
  startupCommand: ["node", "report.mjs"],
  cpuLimit: 560,
  memoryLimit: 1024,
  localStorageCapacity: 1024,
  timeout: "30m0s",
  retryPolicy: { maxRetries: 1 },
  cron: { schedule: "0 2 * * *", timezone: "Europe/Paris" },
  secretReference: [{ secretId: secret.id, environment: "DATABASE_URL" }],
  dependsOn: [version],
});
// #endregion

app.synth();
