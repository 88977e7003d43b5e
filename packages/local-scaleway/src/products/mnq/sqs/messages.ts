import type { Services } from "../../../api/context";
import type { MessageAttributes } from "./message-attributes";

/** A message of a queue. Who has received it is in memory only, see {@link QueueIndex}. */
export interface Message {
  readonly id: string;
  /** The ID of the queue. */
  readonly queue: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** The bytes of the body and the attributes. */
  readonly size: number;
  /** In milliseconds since 1970; of a dead letter, the time when it was moved. */
  readonly sentAt: number;
  /** The access key of the sender. */
  readonly sender: string;
  /** Grows within a queue. */
  readonly sequence: number;
  readonly deduplicationId?: string;
}

export const messages = ({ store }: Services) => store.table<Message>("mnq.messages");
