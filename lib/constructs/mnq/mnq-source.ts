import type { IMnqSource, NatsConnection, SqsConnection } from "../../contracts/message-source";
import { natsSchema, sqsSchema } from "../../contracts/message-source-schema";
import { parseOptions } from "../../schema/parse";
import { NatsAccountSource, type NatsAccountOptions } from "./mnq-nats-account";
import { QueueSource, type QueueOptions } from "./mnq-queue";

/** The source of the messages of a trigger; any object with `bind` is one. */
export type MnqSource = IMnqSource;

/** The sources of Scaleway's Messaging and Queuing. */
export const MnqSource = {
  /**
   * An existing SQS queue.
   * @throws ValidationError with every problem of the connection
   */
  sqs(connection: SqsConnection): MnqSource {
    const sqs = parseOptions("MnqSource.sqs", sqsSchema, connection);
    return { bind: () => ({ sqs }) };
  },

  /**
   * A queue that is created for the trigger, with its credentials. SQS must be active in the project, or the stack have an `SqsActivation`.
   * @throws ValidationError with every problem of the options
   */
  queue(options: QueueOptions): MnqSource {
    return new QueueSource(options);
  },

  /**
   * A subject of an existing NATS account.
   * @throws ValidationError with every problem of the connection
   */
  nats(connection: NatsConnection): MnqSource {
    const nats = parseOptions("MnqSource.nats", natsSchema, connection);
    return { bind: () => ({ nats: { ...nats, serverUrls: [...nats.serverUrls] } }) };
  },

  /**
   * A subject of a NATS account that is created, with credentials for the trigger.
   * @throws ValidationError with every problem of the options
   */
  natsAccount(options: NatsAccountOptions): MnqSource {
    return new NatsAccountSource(options);
  },
};
