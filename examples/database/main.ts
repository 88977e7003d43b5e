import { App } from "cdktf";
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";
import { RdbDatabase } from "cdktf-scaleway-containers/provider/rdb-database";
import { RdbInstance } from "cdktf-scaleway-containers/provider/rdb-instance";
import { RdbPrivilege } from "cdktf-scaleway-containers/provider/rdb-privilege";
import { RdbUser } from "cdktf-scaleway-containers/provider/rdb-user";
import { Vpc } from "cdktf-scaleway-containers/provider/vpc";
import { VpcPrivateNetwork } from "cdktf-scaleway-containers/provider/vpc-private-network";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par", tags: ["shop"] });

// #region database
const vpc = new Vpc(stack, "vpc", { name: "shop" });
const network = new VpcPrivateNetwork(stack, "network", { name: "shop", vpcId: vpc.id });
const instance = new RdbInstance(stack, "postgres", {
  name: "shop",
  engine: "PostgreSQL-17",
  nodeType: "DB-PRO2-XXS",
  isHaCluster: true,
  volumeType: "sbs_5k",
  volumeSizeInGb: 10,
  encryptionAtRest: true,
  backupScheduleFrequency: 24,
  backupScheduleRetention: 14,
  userName: "shop_admin",
  password: SecretValue.variable("database_admin_password").unsafeUnwrap(stack),
  // Without a loadBalancer block, the instance has no public endpoint.
  privateNetwork: { pnId: network.id, enableIpam: true },
  lifecycle: { preventDestroy: true },
});
const database = new RdbDatabase(stack, "orders", {
  instanceId: instance.id,
  name: "orders",
  lifecycle: { preventDestroy: true },
});
const password = SecretValue.variable("database_password");
const user = new RdbUser(stack, "user", {
  instanceId: instance.id,
  name: "order_api",
  password: password.unsafeUnwrap(stack),
});
const privilege = new RdbPrivilege(stack, "privilege", {
  instanceId: instance.id,
  databaseName: database.name,
  userName: user.name,
  permission: "all",
});
// #endregion

// #region container
const { ip, port } = instance.privateNetwork;
const api = new ServerlessContainer(stack, "order-api", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/order-api:v1.4.0"),
  privacy: "public",
  httpOption: "redirected",
  privateNetworkId: network.id,
  secretEnvironmentVariables: {
    // Scaleway requires a special character in the password.
    DATABASE_URL: SecretValue.template`postgresql://${user.name}:${SecretValue.urlEncode(password)}@${ip}:${port}/${database.name}?sslmode=require`,
  },
});
// The container starts after its user can use the database.
api.node.addDependency(privilege);
// #endregion

app.synth();
