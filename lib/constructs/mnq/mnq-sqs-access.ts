import { Construct } from "constructs";
import { DataScalewayMnqSqs } from "@cdktf/provider-scaleway/lib/data-scaleway-mnq-sqs";
import { MnqSqsCredentials, type MnqSqsCredentialsPermissions } from "@cdktf/provider-scaleway/lib/mnq-sqs-credentials";
import type { TriggerScope } from "../../contracts/message-source";
import { mnqPlace } from "./mnq-place";
import { activationIn } from "./sqs-activation";
import { createOnce } from "../../terraform/shared";

/** Returns the access to SQS in the region and project of a trigger, which all triggers of a stack share. */
export function sqsAccessFor(scope: TriggerScope): SqsAccess {
  const place = mnqPlace(scope);
  return createOnce(scope, "Sqs", [place.region, place.projectId], (parent, id) => new SqsAccess(parent, id, place));
}

type Place = ReturnType<typeof mnqPlace>;

/** The access to SQS in one region of one project: the check that it is active, and the credentials that manage its queues. */
class SqsAccess extends Construct {
  /** The arguments that every queue requires. */
  public readonly access: Place & {
    readonly sqsEndpoint: string;
    readonly accessKey: string;
    readonly secretKey: string;
  };
  private readonly info: DataScalewayMnqSqs;

  constructor(
    scope: Construct,
    id: string,
    private readonly place: Place,
  ) {
    super(scope, id);
    this.info = new DataScalewayMnqSqs(this, "Info", place);
    this.info.node.addDependency(activationIn(this, place));
    const { accessKey, secretKey } = this.credentials(this, "Manager", "queue-manager", { canManage: true });
    this.access = { ...place, sqsEndpoint: this.info.endpoint, accessKey, secretKey };
  }

  /** Creates credentials with one permission, after SQS is active. */
  public credentials(
    scope: Construct,
    id: string,
    name: string,
    permission: MnqSqsCredentialsPermissions,
  ): MnqSqsCredentials {
    return new MnqSqsCredentials(scope, id, {
      ...this.place,
      name,
      permissions: { canManage: false, canPublish: false, canReceive: false, ...permission },
      dependsOn: [this.info],
    });
  }
}
