import { App } from "cdktf";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "hello", { region: "fr-par" });

new ServerlessContainer(stack, "hello", {
  image: ContainerImage.fromRegistry("docker.io/library/nginx:1.29"),
  privacy: "public",
  port: 80,
});

app.synth();
