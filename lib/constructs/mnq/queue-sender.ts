import { Construct } from "constructs";
import type { MnqSqsCredentials as Resource } from "@cdktf/provider-scaleway/lib/mnq-sqs-credentials";
import type { SqsConnection, TriggerScope } from "../../contracts/message-source";
import { SecretValue } from "../../secrets/secret-value";
import { checkedId } from "../../terraform/construct-id";
import { escapeTemplates } from "../../terraform/template";
import { sqsAccessFor } from "./mnq-sqs-access";

/**
 * What a program needs to send messages to a queue, from the method `addSender` of a trigger: its URL, and credentials that can only publish. The credentials are valid for all
 * queues of the project in the region.
 */
export class QueueSender extends Construct {
  /** The URL of the queue. */
  public readonly queueUrl: string;
  /** The endpoint of SQS, for example `https://sqs.mnq.fr-par.scaleway.com`. */
  public readonly endpoint: string;
  /** The access key of the credentials. */
  public readonly accessKey: SecretValue;
  /** The secret key of the credentials. */
  public readonly secretKey: SecretValue;
  /** The resource of the provider, for arguments that have no prop and for `addOverride`. */
  public readonly resource: Resource;

  /** @internal */
  constructor(scope: Construct, id: string, trigger: TriggerScope, queue: SqsConnection) {
    super(scope, checkedId(scope, id));
    this.queueUrl = queue.queueUrl;
    this.endpoint = queue.endpoint;
    const name = escapeTemplates(`${trigger.name}-${id}`);
    this.resource = sqsAccessFor(trigger).credentials(this, "Resource", name, { canPublish: true });
    this.accessKey = SecretValue.reference(this.resource.accessKey);
    this.secretKey = SecretValue.reference(this.resource.secretKey);
  }
}
