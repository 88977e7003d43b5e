// Queues and subjects whose messages call containers.
import { Buffer } from "node:buffer";
import { connect, credsAuthenticator } from "@nats-io/transport-node";
import { findNatsProgram } from "../../packages/local-scaleway/src/events/nats-process.ts";
import { callQueues } from "./app/queue.mjs";
import { example } from "./configurations.mjs";
import { withStack } from "./containers.mjs";
import { eventually, expectEqual, send } from "./requests.mjs";

const VISIBILITY_MS = 90_000;
const MAX_RECEIVE_COUNT = 5;
const COUNTS = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];

export const TRIGGERS = {
  "queue-worker handles messages": handleMessages,
  "queue-worker fails at a message": moveToDeadLetters,
  "nats-subscriber handles messages": handleSubjects,
};

async function handleMessages(server) {
  await withQueue(server, async ({ sendOrder, calls, counts }) => {
    expectEqual("the answer to the sender", await sendOrder("order 1"), 200);
    await eventually("the calls of the worker", calls, [{ path: "/orders", body: "order 1" }]);
    await eventually("the messages in the queue", () => counts("Queue_FE74ECE0"), [0, 0]);
  });
}

async function moveToDeadLetters(server) {
  await withQueue(server, async ({ sendOrder, calls, counts }) => {
    expectEqual("the answer to the sender", await sendOrder("poison"), 200);
    for (let received = 1; received <= MAX_RECEIVE_COUNT; received++) {
      await eventually("the number of calls", async () => (await calls()).length, received);
      await eventually("the messages in the queue", () => counts("Queue_FE74ECE0"), [0, 1]);
      await server.control("POST", "clock", { advance_ms: VISIBILITY_MS });
    }
    await eventually("the messages in the queue", () => counts("Queue_FE74ECE0"), [0, 0]);
    await eventually("the dead letters", () => counts("DeadLetterQueue_BD298254"), [1, 0]);
  });
}

async function withQueue(server, work) {
  await withStack(example("queue-worker"), server, async (stack) => {
    await stack.apply();
    const shop = await server.container("shop");
    const client = await queueClient(stack);
    const counts = async (id) => {
      const { url } = await stack.attributes(`scaleway_mnq_sqs_queue.order-worker_orders_${id}`);
      const answer = await callQueues("GetQueueAttributes", { QueueUrl: url, AttributeNames: COUNTS }, client);
      const { Attributes } = await answer.json();
      return COUNTS.map((name) => Number(Attributes[name]));
    };
    const sendOrder = async (body) => (await send(`${shop.urls[0]}/send`, { method: "POST", body })).status;
    await work({ sendOrder, counts, calls: () => callsOf("order-worker", server) });
  });
}

async function queueClient(stack) {
  const manager = await stack.attributes("scaleway_mnq_sqs_credentials.Sqs_fr-par_Manager_53172A67");
  const { endpoint } = await stack.attributes("scaleway_mnq_sqs.sqs_1386CA46");
  return { endpoint, accessKey: manager.access_key, secretKey: manager.secret_key };
}

async function handleSubjects(server) {
  if (findNatsProgram() === undefined) {
    console.log("skipped  subjects: nats-server is not in PATH");
    return;
  }
  await withStack(example("nats-subscriber"), server, async (stack) => {
    await stack.apply();
    const { endpoint } = await stack.attributes("scaleway_mnq_nats_account.NatsAccounts_shop-eventsnl-ams_8B3CD55E");
    const credentials = "scaleway_mnq_nats_credentials.mailer_order-created_Credentials_09DAB7DD";
    const { file } = await stack.attributes(credentials);
    const connection = await connect({ servers: endpoint, authenticator: credsAuthenticator(Buffer.from(file)) });
    try {
      await eventually("the triggers", () => triggerStates(server), ["ready", "ready"]);
      connection.publish("orders.created", "order 1");
      connection.publish("orders.cancelled", "order 2");
      const calls = async () => (await callsOf("mailer", server)).sort((a, b) => (a.body < b.body ? -1 : 1));
      const expected = [
        { path: "/orders/created", body: "order 1" },
        { path: "/orders/cancelled", body: "order 2" },
      ];
      await eventually("the calls of the mailer", calls, expected);
    } finally {
      await connection.close();
    }
  });
}

async function triggerStates(server) {
  const { triggers } = await server.control("GET", "triggers");
  return triggers.map(({ status }) => status);
}

/** The calls that a private container has recorded. */
async function callsOf(name, server) {
  const { urls } = await server.container(name);
  const headers = { "x-auth-token": server.environment.SCW_SECRET_KEY };
  const { status, content } = await send(`${urls[0]}/calls`, { headers });
  if (status !== 200) throw new Error(`the calls of ${name}: ${status} ${content}`);
  return JSON.parse(content);
}
