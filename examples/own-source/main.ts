import { App } from "cdktf";
import {
  ContainerImage,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
  type IMnqSource,
  type MnqConnection,
  type TriggerScope,
} from "cdktf-scaleway-containers";
import { MnqSqsCredentials } from "cdktf-scaleway-containers/provider/mnq-sqs-credentials";

const app = new App();
const stack = new ScalewayStack(app, "worker", { region: "fr-par" });

// #region source
/** A queue that another team manages, with credentials that this stack creates. */
class TeamQueue implements IMnqSource {
  constructor(private readonly name: string) {}

  public bind(scope: TriggerScope): MnqConnection {
    const endpoint = "https://sqs.mnq.fr-par.scaleway.com";
    const receiver = new MnqSqsCredentials(scope, "Receiver", {
      name: scope.name,
      region: scope.region,
      projectId: scope.projectId,
      permissions: { canReceive: true, canPublish: false, canManage: false },
    });
    return {
      sqs: {
        endpoint,
        queueUrl: `${endpoint}/project-22222222-2222-2222-2222-222222222222/${this.name}`,
        accessKey: SecretValue.reference(receiver.accessKey),
        secretKey: SecretValue.reference(receiver.secretKey),
      },
    };
  }
}

const worker = new ServerlessContainer(stack, "worker", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/worker:v1"),
  privacy: "private",
});
worker.addTrigger("returns", { source: new TeamQueue("returns") });
// #endregion

app.synth();
