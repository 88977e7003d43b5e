import { DEAD_LETTER_QUEUE_LIMITS, QUEUE_LIMITS, type NumberLimit } from "../../../../../../lib/facts/limits";
import { isJsonObject, type JsonObject } from "../../../api/json";
import { queueId, type Queue } from "../records";
import { SqsError } from "./errors";

const ARN = /^arn:scw:sqs:([\w-]{1,30}):project-([\da-f-]{36}):([\w.-]{1,80})$/;

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
const FLAGS = ["FifoQueue", "ContentBasedDeduplication"];

/** The attributes of a queue that change what it does. */
export interface QueueAttributes {
  readonly visibilityTimeoutMs: number;
  readonly retentionMs: number;
  readonly maxMessageBytes: number;
  readonly waitSeconds: number;
  readonly isFifo: boolean;
  readonly isContentDeduplicated: boolean;
}

/** The queue that receives what could not be processed. */
export interface DeadLetterPolicy {
  /** The ID of the queue. */
  readonly queue: string;
  readonly maxReceiveCount: number;
}

export function attributesOf({ attributes }: Queue): QueueAttributes {
  const number = (name: string) => Number(attributes[name] ?? ATTRIBUTES.get(name)?.initial);
  return {
    visibilityTimeoutMs: number("VisibilityTimeout") * 1000,
    retentionMs: number("MessageRetentionPeriod") * 1000,
    maxMessageBytes: number("MaximumMessageSize"),
    waitSeconds: number("ReceiveMessageWaitTimeSeconds"),
    isFifo: attributes["FifoQueue"] === "true",
    isContentDeduplicated: attributes["ContentBasedDeduplication"] === "true",
  };
}

export function deadLetterOf({ attributes }: Queue): DeadLetterPolicy | undefined {
  const policy = attributes["RedrivePolicy"];
  return policy === undefined ? undefined : readPolicy(policy);
}

export function arnOf({ region, project_id, name }: Queue): string {
  return `arn:scw:sqs:${region}:project-${project_id}:${name}`;
}

/** The attributes as answers contain them, with the defaults. */
export function displayAttributes({ attributes }: Queue): Record<string, string> {
  const defaults = [...ATTRIBUTES].flatMap(([name, { initial }]) =>
    initial === undefined ? [] : [[name, initial] as const],
  );
  return { ...Object.fromEntries(defaults), ...attributes };
}

/** The parameter `Attributes`. An empty `RedrivePolicy` removes the policy. */
export function readAttributes(body: JsonObject): Record<string, string> {
  const attributes = body["Attributes"];
  if (!isJsonObject(attributes)) return {};
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, readAttribute(name, value)]));
}

function readAttribute(name: string, value: unknown): string {
  const attribute = ATTRIBUTES.get(name);
  if (attribute === undefined) throw new SqsError(400, "InvalidAttributeName", "Unknown attribute");
  if (typeof value !== "string" || !isValid(name, value, attribute.limit)) throw invalidAttribute(name);
  return value;
}

function isValid(name: string, value: string, limit: NumberLimit | undefined): boolean {
  if (limit !== undefined) return /^\d{1,9}$/.test(value) && Number(value) >= limit.min && Number(value) <= limit.max;
  if (FLAGS.includes(name)) return value === "true" || value === "false";
  return value === "" || readPolicy(value) !== undefined;
}

export function invalidAttribute(name: string): SqsError {
  return new SqsError(400, "InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
}

function readPolicy(text: string): DeadLetterPolicy | undefined {
  const policy = parsed(text);
  if (!isJsonObject(policy)) return undefined;
  const { deadLetterTargetArn: arn } = policy;
  const [, region, project, name] = (typeof arn === "string" ? ARN.exec(arn) : null) ?? [];
  const maxReceiveCount = Number(policy["maxReceiveCount"]);
  const { min, max } = DEAD_LETTER_QUEUE_LIMITS.maxReceiveCount;
  const isCount = Number.isInteger(maxReceiveCount) && maxReceiveCount >= min && maxReceiveCount <= max;
  if (region === undefined || project === undefined || name === undefined || !isCount) return undefined;
  return { queue: queueId(region, project, name), maxReceiveCount };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
