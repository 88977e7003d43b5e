import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  type Message,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { closeClients, createClient, createCredentials, createQueue, errorOf, useStoppedTime } from "../helpers/queues";
import { useServer } from "../helpers/server";

useStoppedTime();
const server = useServer();
let client: SQSClient;
let accessKey: string;
let QueueUrl: string;
beforeEach(async () => {
  const credentials = await createCredentials(server);
  accessKey = credentials.accessKey;
  client = createClient(server, credentials);
  QueueUrl = await createQueue(client);
});
afterEach(closeClients);

const send = (MessageBody: string, options: object = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...options }));
const receive = async (options: object = {}): Promise<Message[]> =>
  (await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...options }))).Messages ?? [];
const remove = (ReceiptHandle: string | undefined) =>
  client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
const hide = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
  client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
const advance = (milliseconds: number) => server.control("POST", "clock", { advance_ms: milliseconds });
const depth = async () => {
  const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] });
  const { Attributes = {} } = await client.send(command);
  return AttributeNames.map((name) => Number(Attributes[name]));
};
const bodies = (messages: Message[]) => messages.map(({ Body }) => Body).sort();

test("a message is received once, and deleted", async () => {
  const { MessageId } = await send("äöü 🎉", { MessageAttributes: { id: { DataType: "Number", StringValue: "1" } } });
  expect(await depth()).toEqual([1, 0]);
  const [message] = await receive({ MessageSystemAttributeNames: ["All"], MessageAttributeNames: ["All"] });
  expect(message).toMatchObject({ MessageId, Body: "äöü 🎉", MessageAttributes: { id: { StringValue: "1" } } });
  expect(message!.Attributes).toEqual({
    SenderId: accessKey,
    ApproximateReceiveCount: "1",
    SentTimestamp: expect.stringMatching(/^\d{13}$/),
  });
  expect(await receive()).toEqual([]);
  expect(await depth()).toEqual([0, 1]);
  await remove(message!.ReceiptHandle);
  await remove(message!.ReceiptHandle);
  expect(await depth()).toEqual([0, 0]);
});

test("a message comes again after the visibility timeout, and counts its receives", async () => {
  await send("x");
  const [first] = await receive();
  await advance(29_000);
  expect(await receive()).toEqual([]);
  await advance(1000);
  const [second] = await receive({ AttributeNames: ["ApproximateReceiveCount"] });
  expect(second!.Attributes).toEqual({ ApproximateReceiveCount: "2" });
  await remove(first!.ReceiptHandle);
  expect(await depth()).toEqual([0, 1]);
  expect((await errorOf(hide(first!.ReceiptHandle, 0))).name).toBe("MessageNotInflight");
  await remove(second!.ReceiptHandle);
  expect(await depth()).toEqual([0, 0]);
});

test("a receiver gives a message back, or keeps it for another visibility timeout", async () => {
  await send("x");
  const [first] = await receive();
  await hide(first!.ReceiptHandle, 0);
  const [second] = await receive();
  await advance(20_000);
  await hide(second!.ReceiptHandle, 30);
  await advance(20_000);
  expect(await receive()).toEqual([]);
  await advance(10_000);
  expect((await errorOf(hide(second!.ReceiptHandle, 30))).name).toBe("MessageNotInflight");
  expect(await receive()).toHaveLength(1);
});

test("a queue without a visibility timeout gives a message once in each answer", async () => {
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "0" } }));
  await send("x");
  expect(await receive()).toHaveLength(1);
  expect(await receive()).toHaveLength(1);
});

test("batches do what is possible, and report the rest", async () => {
  const Entries = [
    { Id: "a", MessageBody: "a" },
    { Id: "b", MessageBody: "\u0001" },
    { Id: "c", MessageBody: "c" },
  ];
  const sent = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  expect(sent.Successful!.map(({ Id }) => Id)).toEqual(["a", "c"]);
  expect(sent.Failed).toEqual([
    expect.objectContaining({ Id: "b", Code: "InvalidMessageContents", SenderFault: true }),
  ]);
  const messages = await receive();
  expect(bodies(messages)).toEqual(["a", "c"]);
  const [one, two] = messages.map(({ ReceiptHandle }) => ReceiptHandle);
  const hidden = await client.send(
    new ChangeMessageVisibilityBatchCommand({
      QueueUrl,
      Entries: [
        { Id: "1", ReceiptHandle: one, VisibilityTimeout: 0 },
        { Id: "2", ReceiptHandle: two, VisibilityTimeout: 7 },
      ],
    }),
  );
  expect(hidden.Failed).toEqual([expect.objectContaining({ Id: "2", Code: "InvalidParameterValue" })]);
  const [again] = await receive();
  const removed = await client.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: "1", ReceiptHandle: again!.ReceiptHandle },
        { Id: "2", ReceiptHandle: two },
        { Id: "3", ReceiptHandle: "x" },
      ],
    }),
  );
  expect(removed.Successful!.map(({ Id }) => Id)).toEqual(["1", "2"]);
  expect(removed.Failed).toEqual([expect.objectContaining({ Id: "3", Code: "ReceiptHandleIsInvalid" })]);
  expect(await depth()).toEqual([0, 0]);
});

const entries = (count: number, entry: (index: number) => object) => ({
  Entries: Array.from({ length: count }, (_, index) => ({ Id: `${index}`, MessageBody: "x", ...entry(index) })),
});
test.each([
  [entries(0, () => ({})), "EmptyBatchRequest"],
  [entries(11, () => ({})), "TooManyEntriesInBatchRequest"],
  [entries(2, () => ({ Id: "same" })), "BatchEntryIdsNotDistinct"],
  [entries(1, () => ({ Id: "not an ID" })), "InvalidBatchEntryId"],
  [entries(2, () => ({ MessageBody: "x".repeat(150_000) })), "BatchRequestTooLong"],
])("a batch is rejected: %#", async (batch, name) => {
  const call = client.send(new SendMessageBatchCommand({ QueueUrl, ...batch }));
  expect(await errorOf(call)).toEqual({ name, status: 400 });
});

test.each([
  ["without a body", { MessageBody: "" }, "MissingParameter"],
  ["with a lone surrogate", { MessageBody: "\uD800" }, "InvalidMessageContents"],
  ["with more bytes than the maximum", { MessageBody: "ä".repeat(131_073) }, "InvalidParameterValue"],
  ["with a delay, which Scaleway does not support", { DelaySeconds: 1 }, "UnsupportedOperation"],
  ["with a deduplication ID", { MessageDeduplicationId: "x" }, "InvalidParameterValue"],
  [
    "with an empty attribute",
    { MessageAttributes: { a: { DataType: "String", StringValue: "" } } },
    "InvalidParameterValue",
  ],
  [
    "with a number that is not one",
    { MessageAttributes: { a: { DataType: "Number", StringValue: "1 2" } } },
    "InvalidParameterValue",
  ],
  [
    "with an unknown type",
    { MessageAttributes: { a: { DataType: "Date", StringValue: "1" } } },
    "InvalidParameterValue",
  ],
  [
    "with a reserved name",
    { MessageAttributes: { "AWS.a": { DataType: "String", StringValue: "1" } } },
    "InvalidParameterValue",
  ],
])("a message is rejected %s", async (_, input, name) => {
  expect(await errorOf(send("x", input))).toEqual({ name, status: 400 });
  expect(await depth()).toEqual([0, 0]);
});

test("attributes count as the size of a message", async () => {
  const MessageAttributes = { a: { DataType: "String", StringValue: "x" } };
  await send("x".repeat(262_144 - 8), { MessageAttributes });
  expect((await errorOf(send("x".repeat(262_144 - 7), { MessageAttributes }))).name).toBe("InvalidParameterValue");
});

test.each([
  [{ MaxNumberOfMessages: 0 }, "InvalidParameterValue"],
  [{ MaxNumberOfMessages: 11 }, "InvalidParameterValue"],
  [{ WaitTimeSeconds: 21 }, "InvalidParameterValue"],
])("messages are not received with %j", async (input, name) => {
  expect((await errorOf(receive(input))).name).toBe(name);
});

test("a text that is not a receipt handle is rejected", async () => {
  expect(await errorOf(remove("bm8gaGFuZGxl"))).toEqual({ name: "ReceiptHandleIsInvalid", status: 404 });
});

test("messages are deleted after the retention period, also received ones", async () => {
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { MessageRetentionPeriod: "60" } }));
  await send("first");
  await receive();
  await advance(40_000);
  await send("second");
  await advance(20_000);
  expect(await depth()).toEqual([1, 0]);
  expect(bodies(await receive())).toEqual(["second"]);
});

test("a queue is purged, and works again", async () => {
  await Promise.all(["a", "b", "c"].map((body) => send(body)));
  await receive({ MaxNumberOfMessages: 1 });
  await client.send(new PurgeQueueCommand({ QueueUrl }));
  expect(await depth()).toEqual([0, 0]);
  await advance(30_000);
  expect(await receive()).toEqual([]);
  await send("d");
  expect(bodies(await receive())).toEqual(["d"]);
});

test("many receivers at once never receive the same message", async () => {
  const expected = Array.from({ length: 60 }, (_, index) => `message ${index}`).sort();
  await Promise.all(expected.map((body) => send(body)));
  const answers = await Promise.all(Array.from({ length: 20 }, () => receive({ MaxNumberOfMessages: 5 })));
  expect(bodies(answers.flat())).toEqual(expected);
});

test("messages survive a restart, are visible again, and are deleted with an old receipt handle", async () => {
  await send("x");
  const [before] = await receive();
  closeClients();
  await server.stop();
  await server.start();
  client = createClient(server, { ...(await storedCredentials()) });
  QueueUrl = `${server.url}/${QueueUrl.split("/").slice(3).join("/")}`;
  expect(await depth()).toEqual([1, 0]);
  await remove(before!.ReceiptHandle);
  expect(await depth()).toEqual([0, 0]);
});

test("messages are part of a snapshot", async () => {
  await send("x");
  const { body } = await server.control("GET", "snapshot");
  await client.send(new PurgeQueueCommand({ QueueUrl }));
  await server.control("PUT", "snapshot", body);
  expect(bodies(await receive())).toEqual(["x"]);
  await server.control("PUT", "snapshot", body);
  expect(bodies(await receive())).toEqual(["x"]);
});

test("a message is rejected if the queues are full", async () => {
  await send("x");
  const { body: snapshot } = await server.control("GET", "snapshot");
  const stored: Record<string, object> = snapshot.records["mnq.messages"];
  const large = Object.entries(stored).map(([id, message]) => [id, { ...message, size: 100_000_000 }]);
  const records = { ...snapshot.records, "mnq.messages": Object.fromEntries(large) };
  await server.control("PUT", "snapshot", { records });
  expect(await errorOf(send("y"))).toEqual({ name: "OverLimit", status: 403 });
  await client.send(new PurgeQueueCommand({ QueueUrl }));
  await send("y");
});

async function storedCredentials() {
  const { body } = await server.control("GET", "snapshot");
  const [stored] = Object.values<any>(body.records["mnq.sqs_credentials"]);
  return { id: stored.id, accessKey: stored.access_key, secretKey: stored.secret_key };
}
