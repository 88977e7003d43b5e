import type { Answer, Services } from "../../api/context";
import type { JsonObject } from "../../api/json";
import { callerOf, type Caller } from "./sqs/callers";
import { SqsError } from "./sqs/errors";
import {
  createQueue,
  deleteQueue,
  getAttributes,
  getQueueUrl,
  listQueues,
  purgeQueue,
  setAttributes,
} from "./sqs/queue-actions";
import {
  changeVisibility,
  changeVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
  receiveMessages,
} from "./sqs/receive-actions";
import { sendMessage, sendMessages } from "./sqs/send-actions";
import type { SignedRequest } from "./sqs/signature";

const TARGET = /^AmazonSQS\.(\w{1,60})$/;

type Action = (
  body: JsonObject,
  caller: Caller,
  services: Services,
  signal: AbortSignal,
) => JsonObject | Promise<JsonObject>;

/** The actions that Scaleway supports. Each one has transactions of its own. */
const ACTIONS = new Map<string, Action>([
  ["CreateQueue", createQueue],
  ["GetQueueUrl", getQueueUrl],
  ["GetQueueAttributes", getAttributes],
  ["SetQueueAttributes", setAttributes],
  ["DeleteQueue", deleteQueue],
  ["ListQueues", listQueues],
  ["PurgeQueue", purgeQueue],
  ["SendMessage", sendMessage],
  ["SendMessageBatch", sendMessages],
  ["ReceiveMessage", receiveMessages],
  ["DeleteMessage", deleteMessage],
  ["DeleteMessageBatch", deleteMessageBatch],
  ["ChangeMessageVisibility", changeVisibility],
  ["ChangeMessageVisibilityBatch", changeVisibilityBatch],
]);

export const SQS_ACTIONS: readonly string[] = [...ACTIONS.keys()];

/** A call of an action of SQS. */
export interface SqsCall {
  readonly action: string;
  /** The request as it was signed. */
  readonly request: SignedRequest;
  readonly body: JsonObject;
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal;
}

/** The action in the header `x-amz-target`; undefined if the request is not one of SQS. */
export function sqsAction(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? TARGET.exec(header)?.[1] : undefined;
}

/** Whether an SDK of before 2024 has sent the request: a form instead of JSON. */
export function isQueryProtocol({ headers, body }: SignedRequest): boolean {
  return headers["content-type"]?.includes("application/x-www-form-urlencoded") === true && /(^|&)Action=\w/.test(body);
}

export async function callSqs({ action, request, body, signal }: SqsCall, services: Services): Promise<Answer> {
  try {
    const handler = ACTIONS.get(action);
    if (handler === undefined) throw new SqsError(501, "UnsupportedOperation", `not emulated: sqs ${action}`);
    return { status: 200, body: await handler(body, callerOf(request, services), services, signal) };
  } catch (error) {
    if (!(error instanceof SqsError)) throw error;
    return {
      status: error.status,
      body: { __type: `com.amazonaws.sqs#${error.type}`, message: error.message },
      headers: { "x-amzn-query-error": `${error.queryCode};Sender` },
    };
  }
}
