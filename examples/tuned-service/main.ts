import { App } from "cdktf";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "search", { region: "nl-ams" });

// #region container
const search = new ServerlessContainer(stack, "search", {
  image: ContainerImage.fromRegistry("ghcr.io/my-org/search:v12"),
  privacy: "private",
  description: "Full-text search over the catalogue",
  port: 50051,
  protocol: "h2c",
  memoryLimitMb: 2048,
  cpuLimit: 2000,
  minScale: 1,
  maxScale: 6,
  timeoutSeconds: 30,
  scalingOption: { cpuUsageThreshold: 70 },
  healthCheck: { tcp: true, failureThreshold: 5, intervalSeconds: 15 },
  startupProbe: { path: "/ready", failureThreshold: 30, intervalSeconds: 2 },
  localStorageLimitMb: 4000,
  privateNetworkId: "nl-ams/11111111-1111-1111-1111-111111111111",
  command: ["/search"],
  args: ["--index", "/tmp/index"],
  tags: ["team=catalogue"],
});
search.addEnvironmentVariable("INDEX_SHARDS", "4");
// #endregion

app.synth();
