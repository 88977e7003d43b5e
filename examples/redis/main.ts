import { App, Fn } from "cdktf";
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";
import { RedisCluster } from "cdktf-scaleway-containers/provider/redis-cluster";
import { Vpc } from "cdktf-scaleway-containers/provider/vpc";
import { VpcPrivateNetwork } from "cdktf-scaleway-containers/provider/vpc-private-network";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par", tags: ["shop"] });

// #region redis
const vpc = new Vpc(stack, "vpc", { name: "shop" });
const network = new VpcPrivateNetwork(stack, "network", { name: "shop", vpcId: vpc.id });
const password = SecretValue.variable("redis_password");
const redis = new RedisCluster(stack, "redis", {
  name: "sessions",
  version: "7.2.11",
  nodeType: "RED1-XS",
  // A node and its standby.
  clusterSize: 2,
  zone: "fr-par-1",
  tlsEnabled: true,
  userName: "shop",
  password: password.unsafeUnwrap(stack),
  // With a private network, the cluster has no public endpoint.
  privateNetwork: [{ id: network.id }],
  lifecycle: { preventDestroy: true },
});
// #endregion

// #region container
const { ips, port } = redis.privateNetwork.get(0);
new ServerlessContainer(stack, "website", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/website:v12"),
  privacy: "public",
  httpOption: "redirected",
  privateNetworkId: network.id,
  // The certificate of the cluster is self-signed. Base64 keeps its line breaks.
  environmentVariables: { REDIS_CA_BASE64: Fn.base64encode(redis.certificate) },
  secretEnvironmentVariables: {
    REDIS_URL: SecretValue.template`rediss://${redis.userName}:${SecretValue.urlEncode(password)}@${Fn.element(ips, 0)}:${port}/0`,
  },
});
// #endregion

app.synth();
