import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  type QueueAttributeName,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { closeClients, createClient, createCredentials, createQueue, errorOf, MNQ } from "../helpers/queues";
import { PROJECT, useServer } from "../helpers/server";

const server = useServer();
const ATTRIBUTES = { MaximumMessageSize: "262144", MessageRetentionPeriod: "345600", VisibilityTimeout: "30" };
const arn = (name: string) => `arn:scw:sqs:fr-par:project-${PROJECT}:${name}`;
let client: SQSClient;
beforeEach(async () => {
  client = createClient(server, await createCredentials(server));
});
afterEach(closeClients);

const read = async (QueueUrl: string, ...AttributeNames: string[]) => {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: AttributeNames as QueueAttributeName[] });
  return (await client.send(command)).Attributes;
};
const set = (QueueUrl: string, Attributes: object) =>
  client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { ...Attributes } }));

test("a queue is created, found, read, changed and deleted", async () => {
  const QueueUrl = await createQueue(client, "orders", ATTRIBUTES);
  expect(QueueUrl).toBe(`${server.url}/project-${PROJECT}/orders`);
  const find = () => client.send(new GetQueueUrlCommand({ QueueName: "orders" }));
  expect((await find()).QueueUrl).toBe(QueueUrl);
  expect(await read(QueueUrl, "VisibilityTimeout", "QueueArn", "RedrivePolicy")).toEqual({
    VisibilityTimeout: "30",
    QueueArn: arn("orders"),
  });
  await set(QueueUrl, { VisibilityTimeout: "60" });
  expect(await read(QueueUrl, "All")).toMatchObject({ ...ATTRIBUTES, VisibilityTimeout: "60" });
  expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: "or" }))).QueueUrls).toEqual([QueueUrl]);
  expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: "x" }))).QueueUrls).toBeUndefined();
  await client.send(new DeleteQueueCommand({ QueueUrl }));
  expect(await errorOf(find())).toEqual({ name: "QueueDoesNotExist", status: 404 });
});

test.each([
  [{ QueueName: "not a name" }, "InvalidParameterValue"],
  [{ QueueName: "orders.fifo" }, "InvalidParameterValue"],
  [{ QueueName: "orders", Attributes: { VisibilityTimeout: "43201" } }, "InvalidAttributeValue"],
  [{ QueueName: "orders", Attributes: { VisibilityTimeout: "1e3" } }, "InvalidAttributeValue"],
  [{ QueueName: "orders", Attributes: { FifoQueue: "yes" } }, "InvalidAttributeValue"],
  [{ QueueName: "orders", Attributes: { ContentBasedDeduplication: "true" } }, "InvalidAttributeValue"],
  [{ QueueName: "orders", Attributes: { RedrivePolicy: "{}" } }, "InvalidAttributeValue"],
  [{ QueueName: "orders", Attributes: { DelaySeconds: "1" } }, "InvalidAttributeName"],
  [{ QueueName: "" }, "MissingParameter"],
])("a queue is not created with %j", async (input, name) => {
  expect(await errorOf(client.send(new CreateQueueCommand(input as never)))).toEqual({ name, status: 400 });
});

test("a queue is created again with the same attributes, in any order, and not with others", async () => {
  const url = await createQueue(client, "orders", ATTRIBUTES);
  const reversed = Object.fromEntries(Object.entries(ATTRIBUTES).reverse());
  expect(await createQueue(client, "orders", reversed)).toBe(url);
  const other = createQueue(client, "orders", { ...ATTRIBUTES, VisibilityTimeout: "60" });
  expect(await errorOf(other)).toEqual({ name: "QueueNameExists", status: 400 });
});

test("a queue does not change its type", async () => {
  const url = await createQueue(client, "orders.fifo", { FifoQueue: "true" });
  expect((await errorOf(set(url, { FifoQueue: "false" }))).name).toBe("InvalidAttributeValue");
});

test("a dead-letter queue exists, and is of the same type", async () => {
  const policy = (name: string) => JSON.stringify({ deadLetterTargetArn: arn(name), maxReceiveCount: 3 });
  const url = await createQueue(client, "orders");
  await createQueue(client, "dead");
  await createQueue(client, "dead.fifo", { FifoQueue: "true" });
  for (const name of ["missing", "dead.fifo", "orders"]) {
    expect((await errorOf(set(url, { RedrivePolicy: policy(name) }))).name).toBe("InvalidParameterValue");
  }
  await set(url, { RedrivePolicy: policy("dead") });
  expect(await read(url, "RedrivePolicy")).toEqual({ RedrivePolicy: policy("dead") });
  await set(url, { RedrivePolicy: "" });
  expect(await read(url, "RedrivePolicy")).toBeUndefined();
});

test("queues of other projects and regions are not found", async () => {
  const url = await createQueue(client, "orders");
  const project = "55555555-5555-4555-8555-555555555555";
  const stranger = createClient(server, await createCredentials(server, { can_publish: true }, project));
  const send = (QueueUrl: string) => stranger.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
  expect((await errorOf(send(url))).name).toBe("QueueDoesNotExist");
  expect((await errorOf(send(url.replace(PROJECT, project)))).name).toBe("QueueDoesNotExist");
});

test("queues and their messages are deleted with the activation of their project", async () => {
  const QueueUrl = await createQueue(client, "orders");
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
  const count = async () => (await server.control("GET", "status")).body.resources["mnq.messages"];
  expect(await count()).toBe(1);
  await server.call("POST", `${MNQ}/deactivate-sqs`, { project_id: PROJECT });
  expect(await count()).toBeUndefined();
  expect((await errorOf(read(QueueUrl, "All"))).name).toBe("QueueDoesNotExist");
});

test("an action that Scaleway does not support is rejected", async () => {
  const QueueUrl = await createQueue(client, "orders");
  const answer = client.send(new TagQueueCommand({ QueueUrl, Tags: { a: "b" } }));
  expect(await errorOf(answer)).toEqual({ name: "UnsupportedOperation", status: 501 });
});

test("the older query protocol is not emulated", async () => {
  const answer = await fetch(server.url, { method: "POST", body: new URLSearchParams({ Action: "ListQueues" }) });
  expect(answer.status).toBe(501);
});
