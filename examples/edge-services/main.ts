import { App, TerraformOutput } from "cdktf";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";
import { EdgeServicesBackendStage } from "cdktf-scaleway-containers/provider/edge-services-backend-stage";
import { EdgeServicesCacheStage } from "cdktf-scaleway-containers/provider/edge-services-cache-stage";
import { EdgeServicesDnsStage } from "cdktf-scaleway-containers/provider/edge-services-dns-stage";
import { EdgeServicesHeadStage } from "cdktf-scaleway-containers/provider/edge-services-head-stage";
import { EdgeServicesPipeline } from "cdktf-scaleway-containers/provider/edge-services-pipeline";
import { EdgeServicesPlan } from "cdktf-scaleway-containers/provider/edge-services-plan";
import { EdgeServicesTlsStage } from "cdktf-scaleway-containers/provider/edge-services-tls-stage";
import { EdgeServicesWafStage } from "cdktf-scaleway-containers/provider/edge-services-waf-stage";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par" });

const website = new ServerlessContainer(stack, "website", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/website:v12"),
  privacy: "public",
  httpOption: "redirected",
});

// #region pipeline
// One plan per project. The plan "starter" has no firewall.
const plan = new EdgeServicesPlan(stack, "plan", { name: "professional" });
const pipeline = new EdgeServicesPipeline(stack, "pipeline", { name: "website", dependsOn: [plan] });
const pipelineId = pipeline.id;

// A request passes the stages from the last one to the first one.
const backend = new EdgeServicesBackendStage(stack, "backend", {
  pipelineId,
  containerBackendConfig: { containerId: website.containerId, region: website.region },
});
const firewall = new EdgeServicesWafStage(stack, "firewall", {
  pipelineId,
  backendStageId: backend.id,
  mode: "enable",
  paranoiaLevel: 1,
});
const cache = new EdgeServicesCacheStage(stack, "cache", { pipelineId, wafStageId: firewall.id, fallbackTtl: 3600 });
const tls = new EdgeServicesTlsStage(stack, "tls", {
  pipelineId,
  cacheStageId: cache.id,
  managedCertificate: true,
});
const dns = new EdgeServicesDnsStage(stack, "dns", { pipelineId, tlsStageId: tls.id, fqdns: ["www.example.com"] });
new EdgeServicesHeadStage(stack, "head", { pipelineId, headStageId: dns.id });

// Scaleway creates the CNAME in its own zones. Create it for a domain at another provider.
new TerraformOutput(stack, "cname", { value: `${pipelineId}.svc.edge.scw.cloud` });
// #endregion

app.synth();
