import {
  ChangeMessageVisibilityCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { closeClients, createClient, createCredentials, createQueue, errorOf, useStoppedTime } from "../helpers/queues";
import { CONTAINERS, useServer } from "../helpers/server";

useStoppedTime();
const server = useServer();
let client: SQSClient;
let QueueUrl: string;
beforeEach(async () => {
  client = createClient(server, await createCredentials(server));
  QueueUrl = await createQueue(client);
});
afterEach(closeClients);

const send = (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
const receive = async (WaitTimeSeconds?: number, abortSignal?: AbortSignal) => {
  const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds });
  return (await client.send(command, abortSignal === undefined ? {} : { abortSignal })).Messages ?? [];
};
const advance = (milliseconds: number) => server.control("POST", "clock", { advance_ms: milliseconds });
/** Other requests are answered first, so that the server has the earlier ones. */
const untilWaiting = async () => {
  for (let index = 0; index < 20; index++) await server.call("GET", `${CONTAINERS}/namespaces`);
};

test("a receiver waits for a message", async () => {
  const received = receive(20);
  await untilWaiting();
  await send("x");
  expect((await received).map(({ Body }) => Body)).toEqual(["x"]);
});

test("one of several receivers gets a message, and the others wait until their time ends", async () => {
  const received = [receive(20), receive(20), receive(20)];
  await untilWaiting();
  await send("x");
  expect(await Promise.race(received)).toHaveLength(1);
  await advance(20_000);
  expect((await Promise.all(received)).map(({ length }) => length).sort()).toEqual([0, 0, 1]);
});

test("the wait ends with the clock, and its default is the queue's", async () => {
  QueueUrl = await createQueue(client, "slow", { ReceiveMessageWaitTimeSeconds: "20" });
  let isAnswered = false;
  const received = receive().finally(() => (isAnswered = true));
  await untilWaiting();
  await advance(19_000);
  await untilWaiting();
  expect(isAnswered).toBe(false);
  await advance(1000);
  expect(await received).toEqual([]);
  expect(await receive(0)).toEqual([]);
});

test("a receiver waits for a message that becomes visible again", async () => {
  await send("x");
  const [first] = await receive();
  const ended = receive(20);
  await untilWaiting();
  const { ReceiptHandle } = first!;
  await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  expect(await ended).toHaveLength(1);
});

test("a wait ends with the visibility timeout of a message", async () => {
  jest.restoreAllMocks();
  QueueUrl = await createQueue(client, "short", { VisibilityTimeout: "1" });
  await send("x");
  await receive();
  expect(await receive(20)).toHaveLength(1);
});

test("a client that has gone does not receive a message", async () => {
  const gone = new AbortController();
  const received = receive(20, gone.signal);
  await untilWaiting();
  gone.abort();
  await expect(received).rejects.toThrow();
  await untilWaiting();
  await send("x");
  expect(await receive(20)).toHaveLength(1);
});

test("a wait ends with an error if the queue is deleted", async () => {
  const received = receive(20);
  await untilWaiting();
  await client.send(new DeleteQueueCommand({ QueueUrl }));
  expect((await errorOf(received)).name).toBe("QueueDoesNotExist");
});

test("a server with waiting clients stops", async () => {
  const received = receive(20);
  await untilWaiting();
  await Promise.all([server.stop(), expect(received).rejects.toThrow()]);
  await server.start();
});
