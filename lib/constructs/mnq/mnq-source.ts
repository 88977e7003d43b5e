import {
  natsSchema,
  sqsSchema,
  type MnqSource as MnqSourceContract,
  type NatsConnection,
  type SqsConnection,
} from "../../contracts/message-source";
import { check } from "../../schema/parse";
import { NatsAccountSource, type NatsAccountOptions } from "./mnq-nats-account";
import { QueueSource, type QueueOptions } from "./mnq-queue";

/** The source of the messages of a trigger; any object with `bind` is one. */
export type MnqSource = MnqSourceContract;

/** Sources of Scaleway's Messaging and Queuing. */
export const MnqSource = {
  /** A queue that is there already. */
  sqs(connection: SqsConnection): MnqSource {
    check("MnqSource.sqs", sqsSchema, connection);
    const sqs = { ...connection };
    return { bind: () => ({ sqs }) };
  },

  /** A queue that is made for the trigger, with its credentials. SQS has to be active in the project, or `activate` be set. */
  queue(options: QueueOptions): MnqSource {
    return new QueueSource(options);
  },

  /** A subject of an account that is there already. */
  nats(connection: NatsConnection): MnqSource {
    check("MnqSource.nats", natsSchema, connection);
    const nats = { ...connection, serverUrls: [...connection.serverUrls] };
    return { bind: () => ({ nats }) };
  },

  /** A subject of an account that is made, with credentials of the trigger's own. */
  natsAccount(options: NatsAccountOptions): MnqSource {
    return new NatsAccountSource(options);
  },
};
