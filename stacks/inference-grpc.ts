import type { Construct } from "constructs";
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";
import { addServiceOutputs } from "./service-outputs";

/** A private gRPC service with warm instances. */
export class InferenceGrpc extends ScalewayStack {
  constructor(scope: Construct, id: string) {
    super(scope, id, { region: "nl-ams" });

    const inference = new ServerlessContainer(this, "inference-grpc", {
      image: ContainerImage.fromParts({
        registryEndpoint: "ghcr.io/my-org",
        name: "inference-service",
        tag: "sha-7f3a2b1",
      }),
      privacy: "private",
      port: 50051,
      protocol: "h2c",
      memoryLimitMb: 2048,
      cpuLimit: 1120,
      minScale: 2,
      maxScale: 20,
      timeoutSeconds: 120,
      // The manifest names fr-par here, but a container only joins a private network of its own region.
      privateNetworkId: "nl-ams/11111111-1111-1111-1111-111111111111",
      // The manifest's healthCheck is the liveness probe of API v1: the old argument crashes the provider on create.
      healthCheck: { path: "/grpc.health.v1.Health/Check", failureThreshold: 3, intervalSeconds: 15 },
      // The manifest also has cpuUsageThreshold: 70, but the API accepts one threshold: concurrent requests.
      scalingOption: { concurrentRequestsThreshold: 50 },
      environmentVariables: { MODEL_CACHE_DIR: "/tmp/models" },
      secretEnvironmentVariables: { MODEL_API_TOKEN: SecretValue.variable("model_api_token") },
    });

    addServiceOutputs(this, inference);
  }
}
