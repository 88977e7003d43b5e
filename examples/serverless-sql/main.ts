import { App, Fn } from "cdktf";
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";
import { IamApiKey } from "cdktf-scaleway-containers/provider/iam-api-key";
import { IamApplication } from "cdktf-scaleway-containers/provider/iam-application";
import { IamPolicy } from "cdktf-scaleway-containers/provider/iam-policy";
import { SdbSqlDatabase } from "cdktf-scaleway-containers/provider/sdb-sql-database";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par" });

// #region database
const database = new SdbSqlDatabase(stack, "orders", {
  name: "orders",
  minCpu: 0,
  maxCpu: 4,
  lifecycle: { preventDestroy: true },
});
const application = new IamApplication(stack, "application", { name: "order-api" });
const policy = new IamPolicy(stack, "policy", {
  name: "order-api",
  applicationId: application.id,
  rule: [{ projectIds: [database.projectId], permissionSetNames: ["ServerlessSQLDatabaseReadWrite"] }],
});
const key = new IamApiKey(stack, "key", { applicationId: application.id, expiresAt: "2035-01-01T00:00:00Z" });

const address = Fn.trimprefix(database.endpoint, "postgres://");
const api = new ServerlessContainer(stack, "order-api", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/order-api:v1.4.0"),
  privacy: "public",
  httpOption: "redirected",
  secretEnvironmentVariables: {
    DATABASE_URL: SecretValue.reference(`postgresql://${application.id}:${key.secretKey}@${address}`),
  },
});
api.node.addDependency(policy);
// #endregion

app.synth();
