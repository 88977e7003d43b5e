import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { closeClients, createClient, createCredentials, createQueue, useStoppedTime } from "../helpers/queues";
import { PROJECT, useServer } from "../helpers/server";

useStoppedTime();
const server = useServer();
let client: SQSClient;
beforeEach(async () => {
  client = createClient(server, await createCredentials(server));
});
afterEach(closeClients);

const receive = async (QueueUrl: string) => {
  const options = { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All" as const] };
  return (await client.send(new ReceiveMessageCommand({ QueueUrl, ...options }))).Messages ?? [];
};
const advance = (milliseconds: number) => server.control("POST", "clock", { advance_ms: milliseconds });
const policy = (name: string, maxReceiveCount: number) =>
  JSON.stringify({ deadLetterTargetArn: `arn:scw:sqs:fr-par:project-${PROJECT}:${name}`, maxReceiveCount });

test.each(["", ".fifo"])("a message goes to the dead-letter queue%s after the last receive", async (suffix) => {
  const type: Record<string, string> = suffix === "" ? {} : { FifoQueue: "true", ContentBasedDeduplication: "true" };
  const dead = await createQueue(client, `dead${suffix}`, type);
  const RedrivePolicy = policy(`dead${suffix}`, 2);
  const orders = await createQueue(client, `orders${suffix}`, { ...type, RedrivePolicy });
  const { MessageId } = await client.send(new SendMessageCommand({ QueueUrl: orders, MessageBody: "x" }));
  for (const count of ["1", "2"]) {
    expect((await receive(orders))[0]).toMatchObject({ MessageId, Attributes: { ApproximateReceiveCount: count } });
    expect(await receive(dead)).toEqual([]);
    await advance(30_000);
  }
  expect(await receive(orders)).toEqual([]);
  const [letter] = await receive(dead);
  expect(letter).toMatchObject({ MessageId, Body: "x", Attributes: { ApproximateReceiveCount: "1" } });
});

test("queues that are dead-letter queues of each other pass a message on", async () => {
  const [a, b] = [await createQueue(client, "a"), await createQueue(client, "b")];
  for (const [QueueUrl, name] of [
    [a, "b"],
    [b, "a"],
  ] as const) {
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy: policy(name, 1) } }));
  }
  await client.send(new SendMessageCommand({ QueueUrl: a, MessageBody: "x" }));
  for (const queue of [a, b, a]) {
    expect(await receive(queue)).toHaveLength(1);
    await advance(30_000);
    expect(await receive(queue)).toEqual([]);
  }
});

test("a message that was deleted or kept before its timeout is not moved", async () => {
  const dead = await createQueue(client, "dead");
  const QueueUrl = await createQueue(client, "orders", { RedrivePolicy: policy("dead", 1) });
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "kept" }));
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "deleted" }));
  const [kept, deleted] = (await receive(QueueUrl)).map(({ ReceiptHandle }) => ReceiptHandle);
  await advance(20_000);
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: deleted }));
  await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: kept, VisibilityTimeout: 30 }));
  await advance(20_000);
  expect([await receive(QueueUrl), await receive(dead)]).toEqual([[], []]);
  await advance(10_000);
  expect(await receive(QueueUrl)).toEqual([]);
  expect((await receive(dead)).map(({ Body }) => Body)).toEqual(["kept"]);
});
