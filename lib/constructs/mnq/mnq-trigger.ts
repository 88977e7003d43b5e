import { Token } from "cdktf";
import { Construct } from "constructs";
import { z } from "zod";
import { ContainerTrigger as Resource } from "@cdktf/provider-scaleway/lib/container-trigger";
import { ValidationError } from "../../base/errors";
import { fieldsOf } from "../../base/objects";
import type { ContainerReference } from "../../contracts/container-reference";
import type { MnqConnection, IMnqSource, TriggerScope } from "../../contracts/message-source";
import { connectionSchema } from "../../contracts/message-source-schema";
import type { Region } from "../../facts/limits";
import { instance } from "../../schema/fields";
import { orRemove, parse, propsSchema } from "../../schema/parse";
import { warnAboutPlainText } from "../../secrets/environment";
import type { SecretValue } from "../../secrets/secret-value";
import { checkedId } from "../../terraform/construct-id";
import { translateDependencies } from "../../terraform/dependencies";
import { call } from "../../terraform/expressions";
import { shareProvider } from "../../terraform/provider";
import { regionFor } from "../../terraform/stack-region";
import { escapeTemplates } from "../../terraform/template";
import { hasCreatedQueue } from "./mnq-queue";
import { QueueSender } from "./queue-sender";
import { renderTrigger, triggerFields, type TriggerOptions } from "../trigger";

/** The options of `addTrigger`. */
export interface MnqTriggerOptions extends TriggerOptions {
  /**
   * The source of the messages: one of `MnqSource`, or an object with `bind`. Another kind of source replaces the trigger.
   * @example
   * ```ts
   * source: MnqSource.queue({ name: "orders", fifo: true, contentBasedDeduplication: true })
   * ```
   */
  readonly source: IMnqSource;
}

/** The props of an `MnqTrigger`. */
export interface MnqTriggerProps extends MnqTriggerOptions {
  /** The container that the trigger calls. */
  readonly container: ContainerReference;
}

/**
 * Calls a container with each message of a queue (SQS) or a subject (NATS). The method `addTrigger` of a container creates the same.
 * @example
 * ```ts
 * const trigger = new MnqTrigger(stack, "orders", { container: api, source: MnqSource.queue({ name: "orders" }), path: "/orders" });
 * new TerraformOutput(stack, "queue_url", { value: trigger.queueUrl });
 * ```
 */
export class MnqTrigger extends Construct implements TriggerScope {
  /** The name of the trigger. */
  public readonly name: string;
  /** The container that the trigger calls. */
  public readonly container: ContainerReference;
  /** The region of the trigger and of what its source creates; undefined if it is the region of the stack's provider. */
  public readonly region: Region | undefined;
  /** The project in which the source creates resources; undefined if it is the project of the stack's provider. */
  public readonly projectId: string | undefined;
  /** The connection to the source. Its credentials can receive messages, not send them: `addSender` creates such credentials. */
  public readonly connection: MnqConnection;
  /** Private, so that `console.log` of the construct does not display literals of secrets. */
  readonly #resource: Resource;
  readonly #senders = new Map<string, QueueSender>();

  /**
   * @param scope a stack, or a construct below one
   * @param id the construct ID, which is also the default name
   * @throws ValidationError with every problem of the props, or of the connection that the source returns
   */
  constructor(scope: Construct, id: string, props: MnqTriggerProps) {
    super(scope, checkedId(scope, id, "name"));
    const parsed = parse(this, triggerSchema, props, { name: id });
    this.name = parsed.name;
    this.container = parsed.container;
    shareProvider(this, parsed.container);
    this.region = regionFor(this, parsed.container);
    this.projectId = parsed.container.explicitProjectId;
    this.connection = orRemove(this, () => parsed.source.bind(this));
    parse(this, boundSchema, { connection: this.connection });
    this.#resource = new Resource(this, "Resource", {
      ...renderTrigger(this, parsed),
      ...renderConnection(this, this.connection),
    });
    translateDependencies(this);
    warnAboutPlainText(this, secretsOf(this.connection));
  }

  /** The resource of the provider, for arguments that have no prop and for `addOverride`. */
  public get resource(): Resource {
    return this.#resource;
  }

  /**
   * The URL to which messages for this trigger are sent.
   * @throws ValidationError with the code `no-queue` if the source is not a queue
   */
  public get queueUrl(): string {
    const { sqs } = this.connection;
    if (sqs !== undefined) return sqs.queueUrl;
    const message = "does not exist, because the source is a NATS subject. Use connection.nats.";
    throw new ValidationError(this.node.path, [{ code: "no-queue", path: "queueUrl", message }]);
  }

  /**
   * Creates credentials for a program that sends messages to the queue, once per ID. They can only publish.
   * @param id the construct ID: the same ID returns the same sender
   * @example
   * ```ts
   * const trigger = api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
   * const sender = trigger.addSender("shop");
   * const shop = new ServerlessContainer(stack, "web", { image, privacy: "public" });
   * shop.addEnvironmentVariable("ORDERS_URL", sender.queueUrl);
   * shop.addSecret("ORDERS_ACCESS_KEY", sender.accessKey);
   * shop.addSecret("ORDERS_SECRET_KEY", sender.secretKey);
   * ```
   * @returns the URL of the queue, and the credentials as SecretValues
   * @throws ValidationError with the code `no-queue` if the source is not `MnqSource.queue`
   */
  public addSender(id: string): QueueSender {
    const { sqs } = this.connection;
    if (sqs === undefined || !hasCreatedQueue(this)) {
      const message =
        "requires a queue that MnqSource.queue creates. Create the credentials where the queue or the NATS account is created.";
      throw new ValidationError(this.node.path, [{ code: "no-queue", path: "addSender", message }]);
    }
    const senders = this.node.tryFindChild("Senders") ?? new Construct(this, "Senders");
    const sender = this.#senders.get(id) ?? new QueueSender(senders, id, this, sqs);
    this.#senders.set(id, sender);
    return sender;
  }

  /** The ID of the trigger in the form `region/uuid`. */
  public get triggerId(): string {
    return this.#resource.id;
  }
}

const triggerSchema = propsSchema<MnqTriggerProps>()({
  ...triggerFields(),
  source: instance<IMnqSource>(
    (value) => typeof fieldsOf(value)["bind"] === "function",
    "a source of messages",
    'MnqSource.queue({ name: "orders" })',
  ),
});

const boundSchema = z.strictObject({ connection: connectionSchema });

function secretsOf({ sqs, nats }: MnqConnection): Record<string, SecretValue> {
  return {
    ...(sqs && { accessKey: sqs.accessKey, secretKey: sqs.secretKey }),
    ...(nats && { credentials: nats.credentials }),
  };
}

/** Renders the connection without the region and the project of the source, which would replace the trigger in every plan. */
function renderConnection(scope: MnqTrigger, { sqs, nats }: MnqConnection) {
  return {
    sqs: sqs && {
      ...escapeTemplates({ queueUrl: sqs.queueUrl, endpoint: sqs.endpoint }),
      accessKey: escapeTemplates(sqs.accessKey.unsafeUnwrap(scope)),
      secretKey: escapeTemplates(sqs.secretKey.unsafeUnwrap(scope)),
    },
    nats: nats && {
      ...escapeTemplates({ subject: nats.subject, serverUrls: [...nats.serverUrls] }),
      // The provider does not mark this attribute as sensitive, so plans would display it.
      credentialsFileContent: Token.asString(call("sensitive", nats.credentials.unsafeUnwrap(scope))),
    },
  };
}
