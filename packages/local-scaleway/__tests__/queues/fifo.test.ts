import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type Message,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { closeClients, createClient, createCredentials, createQueue, errorOf, useStoppedTime } from "../helpers/queues";
import { useServer } from "../helpers/server";

useStoppedTime();
const server = useServer();
let client: SQSClient;
let QueueUrl: string;
beforeEach(async () => {
  client = createClient(server, await createCredentials(server));
  QueueUrl = await createQueue(client, "orders.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" });
});
afterEach(closeClients);

const send = (MessageBody: string, options: object = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: "all", ...options }));
const receive = async (): Promise<Message[]> => {
  const options = { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All" as const] };
  return (await client.send(new ReceiveMessageCommand({ QueueUrl, ...options }))).Messages ?? [];
};
const remove = (ReceiptHandle: string | undefined) =>
  client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
const advance = (milliseconds: number) => server.control("POST", "clock", { advance_ms: milliseconds });

test("messages come in their order, one at a time, with growing sequence numbers", async () => {
  const Entries = ["a", "b", "c"].map((Id) => ({ Id, MessageBody: Id, MessageGroupId: Id }));
  const { Successful = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const numbers = Successful.map(({ SequenceNumber }) => SequenceNumber);
  expect(numbers).toEqual([...new Set(numbers)].sort());
  for (const [index, body] of ["a", "b", "c"].entries()) {
    const received = await receive();
    expect(received.map(({ Body, Attributes }) => [Body, Attributes!.SequenceNumber])).toEqual([
      [body, numbers[index]],
    ]);
    expect(await receive()).toEqual([]);
    await remove(received[0]!.ReceiptHandle);
  }
  expect(await receive()).toEqual([]);
});

test("a message that was not deleted comes again before the others", async () => {
  await send("a");
  await send("b");
  await receive();
  await advance(30_000);
  expect((await receive()).map(({ Body }) => Body)).toEqual(["a"]);
});

test("a receipt handle expires with the visibility timeout", async () => {
  await send("a");
  const [message] = await receive();
  await advance(30_000);
  expect((await errorOf(remove(message!.ReceiptHandle))).name).toBe("InvalidParameterValue");
  expect(await receive()).toHaveLength(1);
});

test("the same body is sent once in five minutes, also if it was deleted", async () => {
  const { MessageId, SequenceNumber } = await send("a");
  const [message] = await receive();
  await remove(message!.ReceiptHandle);
  expect(await send("a")).toMatchObject({ MessageId, SequenceNumber });
  expect(await receive()).toEqual([]);
  await advance(5 * 60_000);
  expect((await send("a")).MessageId).not.toBe(MessageId);
  expect(await receive()).toHaveLength(1);
});

test("a deduplication ID is more important than the body", async () => {
  const { MessageId } = await send("a", { MessageDeduplicationId: "1" });
  expect(await send("b", { MessageDeduplicationId: "1" })).toMatchObject({ MessageId });
  expect((await send("a", { MessageDeduplicationId: "2" })).MessageId).not.toBe(MessageId);
  const [first] = await receive();
  expect(first!.Attributes).toMatchObject({ MessageDeduplicationId: "1" });
});

test("a message needs a deduplication ID if the queue does not use the body", async () => {
  QueueUrl = await createQueue(client, "plain.fifo", { FifoQueue: "true" });
  expect((await errorOf(send("a"))).name).toBe("InvalidParameterValue");
  expect((await errorOf(send("a", { MessageDeduplicationId: "with space" }))).name).toBe("InvalidParameterValue");
  await send("a", { MessageDeduplicationId: "1" });
});
