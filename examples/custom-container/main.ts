import { App } from "cdktf";
import {
  AccessToken,
  CronSchedule,
  CustomDomain,
  MnqSource,
  MnqTrigger,
  ScalewayStack,
  ServerlessContainer,
  type BoundImage,
  type ContainerReference,
  type IContainerImage,
  type IMnqSource,
  type ImageScope,
  type MnqConnection,
  type TriggerScope,
} from "cdktf-scaleway-containers";
import { DataScalewayContainer } from "cdktf-scaleway-containers/provider/data-scaleway-container";
import { DataScalewayRegistryImage } from "cdktf-scaleway-containers/provider/data-scaleway-registry-image";
import { Construct } from "constructs";

const app = new App();
const stack = new ScalewayStack(app, "orders", { region: "fr-par" });

// #region container
/** A container of another project, which Terraform looks up by its name. */
class LegacyContainer extends Construct implements ContainerReference {
  public readonly region = "nl-ams";
  public readonly projectId = "22222222-2222-2222-2222-222222222222";
  public readonly explicitProjectId = this.projectId;
  public readonly privacy = "private";
  public readonly timeoutSeconds = 60;
  public readonly containerId: string;
  public readonly domainName: string;

  constructor(
    scope: Construct,
    public readonly name: string,
  ) {
    super(scope, name);
    const { region, projectId } = this;
    const namespaceId = "nl-ams/33333333-3333-3333-3333-333333333333";
    const container = new DataScalewayContainer(this, "Container", { name, namespaceId, region, projectId });
    this.containerId = container.id;
    this.domainName = container.domainName;
  }
}

const legacy = new LegacyContainer(stack, "legacy");
new CronSchedule(stack, "nightly", { container: legacy, schedule: "0 2 * * *" });
new CustomDomain(stack, "domain", { container: legacy, hostname: "orders.example.com", dnsZone: "example.com" });
new AccessToken(stack, "caller", { container: legacy, expiresAt: "2099-01-31T00:00:00Z" });
// #endregion

// #region source
/** A queue, with the tracing that the team requires on every queue. */
class TracedQueue implements IMnqSource {
  constructor(private readonly name: string) {}

  public bind(scope: TriggerScope): MnqConnection {
    return MnqSource.queue({ name: `traced-${this.name}` }).bind(scope);
  }
}

new MnqTrigger(stack, "orders", { container: legacy, source: new TracedQueue("orders") });
// #endregion

// #region image
/** An image whose registry is in the region of the container. */
class RegionalImage implements IContainerImage {
  constructor(private readonly name: string) {}

  public bind(scope: ImageScope): BoundImage {
    const { region, explicitProjectId: projectId } = scope;
    const image = new DataScalewayRegistryImage(scope, "RegionalImage", { name: this.name, region, projectId });
    return { image: `rg.${region}.scw.cloud/orders/${this.name}:v1`, registrySha256: image.updatedAt };
  }
}

new ServerlessContainer(stack, "api", { image: new RegionalImage("api"), privacy: "private", region: "pl-waw" });
// #endregion

app.synth();
