import type { Construct } from "constructs";
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";
import { addServiceOutputs } from "./service-outputs";

/** A public HTTP API. */
export class OrderApi extends ScalewayStack {
  constructor(scope: Construct, id: string) {
    super(scope, id, { region: "fr-par" });

    const api = new ServerlessContainer(this, "order-api", {
      image: ContainerImage.fromParts({
        registryEndpoint: "rg.fr-par.scw.cloud/my-registry",
        name: "order-api",
        tag: "v1.4.0",
      }),
      privacy: "public",
      port: 8080,
      memoryLimitMb: 512,
      maxScale: 10,
      timeoutSeconds: 60,
      httpOption: "redirected",
      environmentVariables: { LOG_LEVEL: "info", SERVICE_NAME: "order-api" },
      secretEnvironmentVariables: {
        DATABASE_URL: SecretValue.variable("database_url"),
        API_KEY: SecretValue.variable("api_key"),
      },
    });

    addServiceOutputs(this, api);
  }
}
