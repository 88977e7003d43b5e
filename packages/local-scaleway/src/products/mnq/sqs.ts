import { QUEUE_LIMITS, type NumberLimit } from "../../../../../lib/facts/limits";
import type { Answer, Services } from "../../api/context";
import { isJsonObject, type Json, type JsonObject } from "../../api/json";
import { credentialsOf, queueId, queues, type Credentials, type Queue } from "./records";

const TARGET = /^AmazonSQS\.(\w{1,60})$/;
const CREDENTIAL = /^AWS4-HMAC-SHA256 Credential=(\w{1,128})\/\d{8}\/([\w-]{1,30})\/sqs\/aws4_request,/;

/** An action of SQS: the name after `AmazonSQS.` in the header `x-amz-target`. */
export interface SqsCall {
  readonly action: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: JsonObject;
}

/** The action in a header; undefined if the request is not one of SQS. */
export function sqsAction(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? TARGET.exec(header)?.[1] : undefined;
}

interface Caller {
  readonly region: string;
  readonly credentials: Credentials;
}

type Action = (body: JsonObject, caller: Caller, services: Services) => JsonObject;

/** The actions that the provider calls. */
const ACTIONS = new Map<string, Action>([
  ["CreateQueue", createQueue],
  ["GetQueueUrl", (body, caller, services) => ({ QueueUrl: urlOf(byName(body, caller, services), services) })],
  ["GetQueueAttributes", getAttributes],
  ["SetQueueAttributes", setAttributes],
  ["DeleteQueue", deleteQueue],
  ["ListQueues", listQueues],
]);

export const SQS_ACTIONS: readonly string[] = [...ACTIONS.keys()];

/** The attributes that can be set, with their limits and defaults. */
const ATTRIBUTES = new Map<string, { readonly limit?: NumberLimit; readonly initial?: string }>([
  ["VisibilityTimeout", { limit: QUEUE_LIMITS.visibilityTimeoutSeconds, initial: "30" }],
  ["MessageRetentionPeriod", { limit: QUEUE_LIMITS.messageMaxAgeSeconds, initial: "345600" }],
  ["MaximumMessageSize", { limit: QUEUE_LIMITS.messageMaxSizeBytes, initial: "262144" }],
  ["ReceiveMessageWaitTimeSeconds", { limit: QUEUE_LIMITS.receiveWaitTimeSeconds, initial: "0" }],
  ["RedrivePolicy", {}],
  ["FifoQueue", {}],
  ["ContentBasedDeduplication", {}],
]);

/** An error of SQS, in Amazon's JSON protocol. */
class SqsError extends Error {
  constructor(
    public readonly status: number,
    public readonly type: string,
    message: string,
    public readonly queryCode = type,
  ) {
    super(message);
  }
}

export function callSqs({ action, headers, body }: SqsCall, services: Services): Answer {
  try {
    const handler = ACTIONS.get(action);
    if (handler === undefined) throw new SqsError(501, "UnsupportedOperation", `not emulated: sqs ${action}`);
    return { status: 200, body: handler(body, callerOf(headers["authorization"], services), services) };
  } catch (error) {
    if (!(error instanceof SqsError)) throw error;
    return {
      status: error.status,
      body: { __type: `com.amazonaws.sqs#${error.type}`, message: error.message },
      headers: { "x-amzn-query-error": `${error.queryCode};Sender` },
    };
  }
}

/** The credentials that signed a request. The signature is not verified: rights are not emulated. */
function callerOf(header: string | string[] | undefined, services: Services): Caller {
  const [, accessKey, region = ""] = (typeof header === "string" ? CREDENTIAL.exec(header) : null) ?? [];
  const credentials = credentialsOf("sqs", services)
    .all()
    .find((each) => each.access_key === accessKey && each.region === region);
  if (credentials === undefined) {
    throw new SqsError(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
  }
  return { region, credentials };
}

function createQueue(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireManage(caller);
  const name = textOf(body, "QueueName");
  const { pattern, maxLength } = QUEUE_LIMITS.name;
  if (!pattern.test(name) || name.length > maxLength) {
    throw new SqsError(
      400,
      "InvalidParameterValue",
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    );
  }
  const attributes = readAttributes(body);
  const isFifo = attributes["FifoQueue"] === "true";
  if (isFifo !== name.endsWith(".fifo")) {
    throw new SqsError(400, "InvalidParameterValue", "The name of a FIFO queue can only end with .fifo");
  }
  const { region, credentials } = caller;
  const id = queueId(region, credentials.project_id, name);
  const existing = queues(services).get(id);
  if (existing !== undefined && JSON.stringify(existing.attributes) !== JSON.stringify(attributes)) {
    throw new SqsError(
      400,
      "QueueNameExists",
      "A queue already exists with the same name and a different value for an attribute",
    );
  }
  const now = services.clock.timestamp();
  const queue: Queue = existing ?? {
    name,
    region,
    project_id: credentials.project_id,
    attributes,
    created_at: now,
    updated_at: now,
  };
  if (existing === undefined) queues(services).put(id, queue);
  return { QueueUrl: urlOf(queue, services) };
}

function getAttributes(body: JsonObject, caller: Caller, services: Services): JsonObject {
  const queue = byUrl(body, caller, services);
  const { name, region, project_id } = queue;
  const defaults = [...ATTRIBUTES].flatMap(([key, { initial }]) =>
    initial === undefined ? [] : [[key, initial] as const],
  );
  const all = {
    ...Object.fromEntries(defaults),
    ...queue.attributes,
    QueueArn: `arn:scw:sqs:${region}:project-${project_id}:${name}`,
    CreatedTimestamp: seconds(queue.created_at),
    LastModifiedTimestamp: seconds(queue.updated_at),
    ApproximateNumberOfMessages: "0",
    ApproximateNumberOfMessagesDelayed: "0",
    ApproximateNumberOfMessagesNotVisible: "0",
  };
  const names = listOf(body["AttributeNames"]);
  const found = Object.entries(all).filter(([key]) => names.includes(key) || names.includes("All"));
  return found.length === 0 ? {} : { Attributes: Object.fromEntries(found) };
}

function setAttributes(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireManage(caller);
  const queue = byUrl(body, caller, services);
  const changed: Queue = {
    ...queue,
    attributes: { ...queue.attributes, ...readAttributes(body) },
    updated_at: services.clock.timestamp(),
  };
  queues(services).put(queueId(queue.region, queue.project_id, queue.name), changed);
  return {};
}

function deleteQueue(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireManage(caller);
  const { region, project_id, name } = byUrl(body, caller, services);
  queues(services).delete(queueId(region, project_id, name));
  return {};
}

function listQueues(body: JsonObject, { region, credentials }: Caller, services: Services): JsonObject {
  const prefix = typeof body["QueueNamePrefix"] === "string" ? body["QueueNamePrefix"] : "";
  const found = queues(services)
    .all()
    .filter((queue) => queue.region === region && queue.project_id === credentials.project_id)
    .filter(({ name }) => name.startsWith(prefix));
  return found.length === 0 ? {} : { QueueUrls: found.map((queue) => urlOf(queue, services)) };
}

function requireManage({ credentials }: Caller): void {
  if (!credentials.permissions.can_manage) throw new SqsError(403, "AccessDenied", "Access to the resource is denied.");
}

function byName(body: JsonObject, { region, credentials }: Caller, services: Services): Queue {
  const name = textOf(body, "QueueName");
  const queue = queues(services).get(queueId(region, credentials.project_id, name));
  if (queue === undefined) {
    // SDKs read the code of the query protocol, which is older than the JSON protocol.
    const message = `Queue "${name.slice(0, QUEUE_LIMITS.name.maxLength)}" does not exist.`;
    throw new SqsError(404, "QueueDoesNotExist", message, "AWS.SimpleQueueService.NonExistentQueue");
  }
  return queue;
}

function byUrl(body: JsonObject, caller: Caller, services: Services): Queue {
  return byName({ QueueName: textOf(body, "QueueUrl").split("/").at(-1) }, caller, services);
}

function urlOf({ project_id, name }: Queue, { baseUrl }: Services): string {
  return `${baseUrl()}/project-${project_id}/${name}`;
}

function readAttributes(body: JsonObject): Record<string, string> {
  const attributes = body["Attributes"];
  if (!isJsonObject(attributes)) return {};
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => {
      const attribute = ATTRIBUTES.get(name);
      if (attribute === undefined) throw new SqsError(400, "InvalidAttributeName", "Unknown attribute");
      const { limit } = attribute;
      const number = Number(value);
      if (typeof value !== "string" || (limit !== undefined && !(number >= limit.min && number <= limit.max))) {
        throw new SqsError(400, "InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
      }
      return [name, value];
    }),
  );
}

function textOf(body: JsonObject, name: string): string {
  const value = body[name];
  if (typeof value === "string" && value !== "") return value;
  throw new SqsError(400, "MissingParameter", `The request must contain the parameter ${name}.`);
}

function listOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function seconds(timestamp: string): string {
  return String(Math.floor(Date.parse(timestamp) / 1000));
}
