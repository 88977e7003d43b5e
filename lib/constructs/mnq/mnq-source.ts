import type { IMnqSource, NatsConnection, SqsConnection } from "../../contracts/message-source";
import { natsSchema, sqsSchema } from "../../contracts/message-source-schema";
import { parseOptions } from "../../schema/parse";
import { NatsAccountSource, type NatsAccountOptions } from "./mnq-nats-account";
import { QueueSource, type QueueOptions } from "./mnq-queue";

/** The type of a source of messages. Any object with `bind` is one. */
export type MnqSource = IMnqSource;

/** Creates the sources of triggers: queues (SQS) and subjects (NATS) of Scaleway's Messaging and Queuing. */
export const MnqSource = {
  /**
   * Uses an existing SQS queue.
   * @example
   * ```ts
   * const source = MnqSource.sqs({
   *   queueUrl: "https://sqs.mnq.fr-par.scaleway.com/project-11111111-1111-1111-1111-111111111111/orders",
   *   endpoint: "https://sqs.mnq.fr-par.scaleway.com",
   *   accessKey: SecretValue.variable("orders_access_key"),
   *   secretKey: SecretValue.variable("orders_secret_key"),
   * });
   * api.addTrigger("orders", { source });
   * ```
   * @throws ValidationError with every problem of the connection
   */
  sqs(connection: SqsConnection): MnqSource {
    const sqs = parseOptions("MnqSource.sqs", sqsSchema, connection);
    return { bind: () => ({ sqs }) };
  },

  /**
   * Creates a queue for the trigger, with its credentials. SQS must be active in the project, or the stack have an `SqsActivation`.
   * @example
   * ```ts
   * const source = MnqSource.queue({ name: "orders", deadLetterQueue: { maxReceiveCount: 5 } });
   * const trigger = api.addTrigger("orders", { source });
   * trigger.addSender("shop");
   * ```
   * @throws ValidationError with every problem of the options, such as `requires-fifo`; exceeded limits when a trigger uses the source; at
   * synth with the code `duplicate-name` if another trigger of the stack creates the queue
   */
  queue(options: QueueOptions): MnqSource {
    return new QueueSource(options);
  },

  /**
   * Uses a subject of an existing NATS account.
   * @example
   * ```ts
   * const source = MnqSource.nats({
   *   subject: "orders.created",
   *   serverUrls: ["nats://nats.mnq.fr-par.scaleway.com:4222"],
   *   credentials: SecretValue.variable("nats_credentials"),
   * });
   * api.addTrigger("orders", { source });
   * ```
   * @throws ValidationError with every problem of the connection
   */
  nats(connection: NatsConnection): MnqSource {
    const nats = parseOptions("MnqSource.nats", natsSchema, connection);
    return { bind: () => ({ nats: { ...nats, serverUrls: [...nats.serverUrls] } }) };
  },

  /**
   * Creates a NATS account with credentials for the trigger, and uses a subject of it.
   * @example
   * ```ts
   * api.addTrigger("orders", { source: MnqSource.natsAccount({ name: "shop", subject: "orders.created" }) });
   * ```
   * @throws ValidationError with every problem of the options
   */
  natsAccount(options: NatsAccountOptions): MnqSource {
    return new NatsAccountSource(options);
  },
};
