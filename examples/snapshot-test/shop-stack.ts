// #region stack
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";
import type { Construct } from "constructs";

export class ShopStack extends ScalewayStack {
  constructor(scope: Construct, id: string) {
    super(scope, id, { region: "fr-par" });
    const website = new ServerlessContainer(this, "website", {
      image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/website:v12"),
      privacy: "public",
      httpOption: "redirected",
      secretEnvironmentVariables: { DATABASE_URL: SecretValue.variable("database_url") },
    });
    website.addSchedule("warm-up", { schedule: "*/10 6-20 * * *", path: "/health", method: "get" });
  }
}
// #endregion
