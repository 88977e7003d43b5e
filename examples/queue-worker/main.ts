import { App } from "cdktf";
import { ContainerImage, MnqSource, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";
import { MnqSqsCredentials } from "cdktf-scaleway-containers/provider/mnq-sqs-credentials";

const app = new App();
const stack = new ScalewayStack(app, "orders", { region: "fr-par" });

// #region worker
const worker = new ServerlessContainer(stack, "order-worker", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/order-worker:v3"),
  privacy: "private",
  timeoutSeconds: 60,
});
const orders = worker.addTrigger("orders", {
  source: MnqSource.queue({
    name: "orders",
    // Above the container's 60: a message that is worked on is not delivered a second time.
    visibilityTimeoutSeconds: 90,
    deadLetterQueue: { maxReceiveCount: 5 },
  }),
  path: "/orders",
});
// #endregion

// #region sender
const sender = new MnqSqsCredentials(stack, "order-sender", {
  name: "shop",
  permissions: { canPublish: true, canReceive: false, canManage: false },
});

new ServerlessContainer(stack, "shop", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/website:v12"),
  privacy: "public",
  httpOption: "redirected",
  environmentVariables: { QUEUE_URL: orders.queueUrl },
  secretEnvironmentVariables: {
    SQS_ACCESS_KEY: SecretValue.reference(sender.accessKey),
    SQS_SECRET_KEY: SecretValue.reference(sender.secretKey),
  },
});
// #endregion

app.synth();
