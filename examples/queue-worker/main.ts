import { App } from "cdktf";
import {
  ContainerImage,
  MnqSource,
  ScalewayStack,
  ServerlessContainer,
  SqsActivation,
} from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "orders", { region: "fr-par" });

// #region activation
new SqsActivation(stack, "sqs");
// #endregion

// #region worker
const worker = new ServerlessContainer(stack, "order-worker", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/order-worker:v3"),
  privacy: "private",
  timeoutSeconds: 60,
});
const orders = worker.addTrigger("orders", {
  source: MnqSource.queue({
    name: "orders",
    // Longer than the timeoutSeconds of the container, so that no message is processed twice.
    visibilityTimeoutSeconds: 90,
    deadLetterQueue: { maxReceiveCount: 5 },
  }),
  path: "/orders",
});
// #endregion

// #region sender
const sender = orders.addSender("shop");

new ServerlessContainer(stack, "shop", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/website:v12"),
  privacy: "public",
  httpOption: "redirected",
  environmentVariables: { QUEUE_URL: sender.queueUrl, SQS_ENDPOINT: sender.endpoint },
  secretEnvironmentVariables: {
    SQS_ACCESS_KEY: sender.accessKey,
    SQS_SECRET_KEY: sender.secretKey,
  },
});
// #endregion

app.synth();
