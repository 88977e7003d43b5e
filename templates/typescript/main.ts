import { App } from "cdktf";
import { ContainerStack } from "./stack";

const app = new App();
new ContainerStack(app, "my-container", process.env["STATE_BUCKET"]);
app.synth();
