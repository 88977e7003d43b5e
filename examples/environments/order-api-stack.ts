// #region stack
import { join } from "node:path";
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";
import type { Construct } from "constructs";

// Without this option, the lock is the file images.lock.json in the working directory.
const lockFile = join(__dirname, "images.lock.json");

export interface OrderApiProps {
  readonly environment: "staging" | "prod";
  readonly projectId: string;
  readonly version: string;
  readonly minScale: number;
  readonly maxScale: number;
}

export class OrderApiStack extends ScalewayStack {
  constructor(scope: Construct, props: OrderApiProps) {
    const { environment, projectId, version, minScale, maxScale } = props;
    super(scope, `order-api-${environment}`, {
      region: "fr-par",
      projectId,
      tags: [`env=${environment}`],
      backend: { bucket: `my-company-state-${environment}` },
    });
    const api = new ServerlessContainer(this, "order-api", {
      image: ContainerImage.fromLock(`rg.fr-par.scw.cloud/my-registry/order-api:${version}`, { lockFile }),
      privacy: "private",
      httpOption: "redirected",
      minScale,
      maxScale,
      environmentVariables: { ENVIRONMENT: environment },
      secretEnvironmentVariables: { DATABASE_URL: SecretValue.variable(`${environment}_database_url`) },
    });
    if (environment === "prod") api.addSchedule("nightly", { schedule: "0 2 * * *", path: "/report" });
  }
}
// #endregion
