// #region app
import { App } from "cdktf";
import { OrderApiStack } from "./order-api-stack";

const app = new App();
new OrderApiStack(app, {
  environment: "staging",
  projectId: "11111111-1111-4111-8111-111111111111",
  version: "v1.5.0",
  minScale: 0,
  maxScale: 2,
  logLevel: "debug",
});
new OrderApiStack(app, {
  environment: "prod",
  projectId: "22222222-2222-4222-8222-222222222222",
  version: "v1.4.0",
  minScale: 1,
  maxScale: 20,
  logLevel: "info",
});
app.synth();
// #endregion
