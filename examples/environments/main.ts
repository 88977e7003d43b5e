// #region app
import { App } from "cdktf";
import { OrderApiStack } from "./order-api-stack";

const app = new App();
const [staging, prod] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"] as const;
new OrderApiStack(app, { environment: "staging", projectId: staging, version: "v1.5.0", minScale: 0, maxScale: 2 });
new OrderApiStack(app, { environment: "prod", projectId: prod, version: "v1.4.0", minScale: 1, maxScale: 20 });
app.synth();
// #endregion
