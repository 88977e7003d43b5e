import { App } from "cdktf";
import { DataPipeline } from "./data-pipeline";
import { InferenceGrpc } from "./inference-grpc";
import { OrderApi } from "./order-api";

const app = new App();
new OrderApi(app, "order-api");
new InferenceGrpc(app, "inference-grpc");
new DataPipeline(app, "data-pipeline");
app.synth();
