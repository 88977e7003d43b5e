import { Token } from "cdktf";
import { Construct } from "constructs";
import { z } from "zod";
import { ContainerTrigger as Resource } from "@cdktf/provider-scaleway/lib/container-trigger";
import type { ContainerReference } from "../../contracts/container-reference";
import {
  connectionSchema,
  type MnqConnection,
  type MnqSource,
  type TriggerScope,
} from "../../contracts/message-source";
import type { Region } from "../../facts/limits";
import { ValidationError } from "../../base/errors";
import { warnAboutPlainText } from "../../secrets/environment";
import { call } from "../../terraform/expressions";
import { instance } from "../../schema/fields";
import { regionFor } from "../../terraform/stack-region";
import { escapeTemplates } from "../../terraform/template";
import { renderTrigger, triggerFields } from "../trigger";
import { orRemove, propsSchema, validate, withName } from "../../schema/parse";
import type { SecretValue } from "../../secrets/secret-value";
import type { TriggerOptions } from "../trigger-options";

export interface MnqTriggerOptions extends TriggerOptions {
  /** Where the messages come from: one of `MnqSource`, or an object of your own with `bind`. Another kind replaces the trigger. */
  readonly source: MnqSource;
}

export interface MnqTriggerProps extends MnqTriggerOptions {
  /** The container that is called. */
  readonly container: ContainerReference;
}

/** Calls a container with each message of a queue (SQS) or a subject (NATS). */
export class MnqTrigger extends Construct implements TriggerScope {
  public readonly name: string;
  public readonly container: ContainerReference;
  /** The region of the trigger; undefined if it is the region of the stack's provider. */
  public readonly region: Region | undefined;
  /** The project of the trigger; undefined if it is the project of the stack's provider. */
  public readonly projectId: string | undefined;
  /** What the source gave: where the messages are, for those that send them. */
  public readonly connection: MnqConnection;
  readonly #resource: Resource;

  constructor(scope: Construct, id: string, props: MnqTriggerProps) {
    super(scope, id);
    const named = withName(id, props);
    validate(this, schema, named);
    this.name = named.name;
    this.container = props.container;
    this.region = regionFor(this, props.container);
    this.projectId = props.container.explicitProjectId;
    this.connection = orRemove(this, () => props.source.bind(this));
    validate(this, boundSchema, { connection: this.connection });
    this.#resource = new Resource(this, "Resource", render(this, props));
    warnAboutPlainText(this, secretsOf(this.connection));
  }

  /**
   * Where messages are sent to that this trigger is to receive.
   * @throws ValidationError when the source is no queue
   */
  public get queueUrl(): string {
    const { sqs } = this.connection;
    if (sqs === undefined) {
      throw new ValidationError(this.node.path, [{ path: "queueUrl", message: "is not there; the source is NATS" }]);
    }
    return sqs.queueUrl;
  }

  /** `region/uuid` of the trigger. */
  public get triggerId(): string {
    return this.#resource.id;
  }
}

const schema = propsSchema<MnqTriggerProps>()({
  ...triggerFields(),
  source: instance<MnqSource>(
    (value) => typeof value === "object" && value !== null && typeof (value as MnqSource).bind === "function",
    'a source, as MnqSource.queue({ name: "orders" })',
  ),
});

const boundSchema = z.strictObject({ connection: connectionSchema });

function secretsOf({ sqs, nats }: MnqConnection): Record<string, SecretValue> {
  return {
    ...(sqs && { accessKey: sqs.accessKey, secretKey: sqs.secretKey }),
    ...(nats && { credentials: nats.credentials }),
  };
}

/** Neither region nor project of the source: each would be a replacement in every plan. */
function render(trigger: MnqTrigger, props: MnqTriggerProps) {
  const { sqs, nats } = trigger.connection;
  return {
    ...renderTrigger(trigger, props),
    sqs: sqs && {
      ...escapeTemplates({ queueUrl: sqs.queueUrl, endpoint: sqs.endpoint }),
      accessKey: escapeTemplates(sqs.accessKey.unsafeUnwrap(trigger)),
      secretKey: escapeTemplates(sqs.secretKey.unsafeUnwrap(trigger)),
    },
    nats: nats && {
      ...escapeTemplates({ subject: nats.subject, serverUrls: [...nats.serverUrls] }),
      // The provider does not mark it as sensitive, and would print it in plans.
      credentialsFileContent: Token.asString(call("sensitive", nats.credentials.unsafeUnwrap(trigger))),
    },
  };
}
