import { QUEUE_LIMITS } from "../../../../../../lib/facts/limits";
import type { Services } from "../../../api/context";
import type { JsonObject } from "../../../api/json";
import { queueId, queues, type Queue } from "../records";
import { requireRight, type Caller } from "./callers";
import { invalidParameter, SqsError } from "./errors";
import { messages } from "./messages";
import { listOf, textOf } from "./parameters";
import {
  arnOf,
  attributesOf,
  deadLetterOf,
  displayAttributes,
  invalidAttribute,
  readAttributes,
} from "./queue-attributes";
import { deleteMessages, idOf, indexOf, keepIndex } from "./queue-index";

const PATH = /\/project-([\da-f-]{36})\/([\w.-]+)$/;

export function createQueue(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireRight(caller, "can_manage");
  const name = textOf(body, "QueueName");
  const { pattern, maxLength } = QUEUE_LIMITS.name;
  if (!pattern.test(name) || name.length > maxLength) {
    throw invalidParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
  }
  const attributes = withoutEmpty(readAttributes(body));
  const isFifo = attributes["FifoQueue"] === "true";
  if (isFifo !== name.endsWith(".fifo")) throw invalidParameter("The name of a FIFO queue can only end with .fifo");
  const { region, project_id } = caller.credentials;
  const now = services.clock.timestamp();
  const queue: Queue = { name, region, project_id, attributes, created_at: now, updated_at: now };
  const existing = queues(services).get(idOf(queue));
  if (existing === undefined) {
    checkAttributes(queue, services);
    services.store.transaction(() => {
      queues(services).put(idOf(queue), queue);
    });
  } else if (Object.entries(attributes).some(([key, value]) => displayAttributes(existing)[key] !== value)) {
    const message = "A queue already exists with the same name and a different value for an attribute";
    throw new SqsError(400, "QueueNameExists", message, "QueueAlreadyExists");
  }
  return { QueueUrl: urlOf(queue, caller) };
}

/** An empty attribute is removed. */
function withoutEmpty(attributes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ""));
}

/** Checks what a single attribute does not show. */
function checkAttributes(queue: Queue, services: Services): void {
  const { isFifo, isContentDeduplicated } = attributesOf(queue);
  if (isContentDeduplicated && !isFifo) throw invalidAttribute("ContentBasedDeduplication");
  const policy = deadLetterOf(queue);
  if (policy === undefined) return;
  const target = queues(services).get(policy.queue);
  const isSuitable =
    target !== undefined &&
    policy.queue !== idOf(queue) &&
    target.region === queue.region &&
    target.project_id === queue.project_id &&
    attributesOf(target).isFifo === isFifo;
  if (isSuitable) return;
  throw invalidParameter(
    `Value ${queue.attributes["RedrivePolicy"]} for parameter RedrivePolicy is invalid. ` +
      "Reason: Dead letter target must be another queue of the same type, project and region.",
  );
}

export function getQueueUrl(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireRight(caller, "can_publish", "can_receive", "can_manage");
  return { QueueUrl: urlOf(byName(textOf(body, "QueueName"), caller, services), caller) };
}

export function getAttributes(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireRight(caller, "can_publish", "can_receive", "can_manage");
  const queue = byUrl(body, caller, services);
  const deliveries = indexOf(queue, services).all();
  const received = deliveries.filter(({ receives }) => receives > 0).length;
  const all = {
    ...displayAttributes(queue),
    QueueArn: arnOf(queue),
    CreatedTimestamp: String(Math.floor(Date.parse(queue.created_at) / 1000)),
    ApproximateNumberOfMessages: String(deliveries.length - received),
    // As at Scaleway: what was received counts until it is deleted, also when it is visible again.
    ApproximateNumberOfMessagesNotVisible: String(received),
  };
  const names = listOf(body["AttributeNames"]);
  const found = Object.entries(all).filter(([key]) => names.includes(key) || names.includes("All"));
  return found.length === 0 ? {} : { Attributes: Object.fromEntries(found) };
}

export function setAttributes(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireRight(caller, "can_manage");
  const queue = byUrl(body, caller, services);
  const attributes = withoutEmpty({ ...queue.attributes, ...readAttributes(body) });
  const changed: Queue = { ...queue, attributes, updated_at: services.clock.timestamp() };
  if (attributesOf(changed).isFifo !== attributesOf(queue).isFifo) throw invalidAttribute("FifoQueue");
  checkAttributes(changed, services);
  services.store.transaction(() => {
    queues(services).put(idOf(queue), changed);
  });
  keepIndex(queue, changed);
  return {};
}

export function deleteQueue(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireRight(caller, "can_manage");
  const queue = byUrl(body, caller, services);
  services.store.transaction(() => {
    removeQueue(queue, services);
  });
  return {};
}

/** Deletes the records of a queue and its messages. */
export function removeQueue(queue: Queue, services: Services): void {
  const id = idOf(queue);
  queues(services).delete(id);
  for (const message of messages(services).all()) if (message.queue === id) messages(services).delete(message.id);
}

export function purgeQueue(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireRight(caller, "can_manage");
  const index = indexOf(byUrl(body, caller, services), services);
  deleteMessages(index.all(), index, services);
  return {};
}

export function listQueues(body: JsonObject, caller: Caller, services: Services): JsonObject {
  requireRight(caller, "can_manage");
  const { region, project_id } = caller.credentials;
  const prefix = typeof body["QueueNamePrefix"] === "string" ? body["QueueNamePrefix"] : "";
  const found = queues(services)
    .all()
    .filter((queue) => queue.region === region && queue.project_id === project_id)
    .filter(({ name }) => name.startsWith(prefix));
  return found.length === 0 ? {} : { QueueUrls: found.map((queue) => urlOf(queue, caller)) };
}

/** The queue that the parameter `QueueUrl` names. */
export function byUrl(body: JsonObject, caller: Caller, services: Services): Queue {
  const url = textOf(body, "QueueUrl");
  const { project, name } = readQueueUrl(url) ?? { project: undefined, name: url };
  if (project !== caller.credentials.project_id) throw noQueue(name);
  return byName(name, caller, services);
}

/** The project and the name in the URL of a queue. Its host does not matter: this server has several. */
export function readQueueUrl(url: string): { readonly project: string; readonly name: string } | undefined {
  const [, project, name] = PATH.exec(url) ?? [];
  return project === undefined || name === undefined ? undefined : { project, name };
}

function byName(name: string, { credentials }: Caller, services: Services): Queue {
  const queue = queues(services).get(queueId(credentials.region, credentials.project_id, name));
  if (queue === undefined) throw noQueue(name);
  return queue;
}

function noQueue(name: string): SqsError {
  const message = `Queue "${name.slice(0, QUEUE_LIMITS.name.maxLength)}" does not exist.`;
  return new SqsError(404, "QueueDoesNotExist", message, "AWS.SimpleQueueService.NonExistentQueue");
}

function urlOf({ project_id, name }: Queue, { host }: Caller): string {
  return `http://${host}/project-${project_id}/${name}`;
}
