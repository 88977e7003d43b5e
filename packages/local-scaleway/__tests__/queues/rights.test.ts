import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { Agent, request } from "node:http";
import { closeClients, createClient, createCredentials, createQueue, errorOf, MNQ } from "../helpers/queues";
import { PROJECT, useServer } from "../helpers/server";

const server = useServer();
afterEach(closeClients);

const calls = (client: SQSClient, QueueUrl: string, ReceiptHandle: string): [string, () => Promise<unknown>][] => [
  ["create", () => client.send(new CreateQueueCommand({ QueueName: "other" }))],
  ["list", () => client.send(new ListQueuesCommand({}))],
  ["set", () => client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: {} }))],
  ["find", () => client.send(new GetQueueUrlCommand({ QueueName: "orders" }))],
  ["read", () => client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }))],
  ["send", () => client.send(new SendMessageCommand({ QueueUrl, MessageBody: "y" }))],
  ["receive", () => client.send(new ReceiveMessageCommand({ QueueUrl }))],
  ["hide", () => client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 30 }))],
  ["delete", () => client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))],
  ["purge", () => client.send(new PurgeQueueCommand({ QueueUrl }))],
  ["remove", () => client.send(new DeleteQueueCommand({ QueueUrl }))],
];

test.each([
  ["can_manage", ["create", "list", "set", "find", "read", "hide", "purge", "remove"]],
  ["can_publish", ["find", "read", "send"]],
  ["can_receive", ["find", "read", "receive", "hide", "delete"]],
])("credentials with %s can only do what it allows", async (right, expected) => {
  const all = createClient(server, await createCredentials(server));
  const url = await createQueue(all);
  await all.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "x" }));
  const { Messages } = await all.send(new ReceiveMessageCommand({ QueueUrl: url }));
  const client = createClient(server, await createCredentials(server, { [right]: true }));
  const allowed: string[] = [];
  for (const [name, call] of calls(client, url, Messages![0]!.ReceiptHandle!)) {
    const answer = call();
    const isAllowed = await answer.then(
      () => true,
      () => false,
    );
    if (isAllowed) allowed.push(name);
    else expect([name, await errorOf(answer)]).toEqual([name, { name: "AccessDenied", status: 403 }]);
  }
  expect(allowed).toEqual(expected);
});

test("changed rights are valid at once, and deleted credentials are rejected", async () => {
  const credentials = await createCredentials(server);
  const client = createClient(server, credentials);
  const QueueUrl = await createQueue(client);
  const send = () => client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
  const path = `${MNQ}/sqs-credentials/${credentials.id}`;
  await send();
  await server.call("PATCH", path, { permissions: { can_publish: false } });
  expect((await errorOf(send())).name).toBe("AccessDenied");
  await server.call("DELETE", path);
  expect(await errorOf(send())).toEqual({ name: "InvalidClientTokenId", status: 403 });
});

test.each([
  ["a wrong secret key", { secretKey: "x".repeat(64) }, {}, "SignatureDoesNotMatch"],
  ["an unknown access key", { accessKey: "unknown" }, {}, "InvalidClientTokenId"],
  ["another region", {}, { region: "nl-ams" }, "InvalidClientTokenId"],
])("a request with %s is rejected", async (_, keys, options, name) => {
  const client = createClient(server, { ...(await createCredentials(server)), ...keys }, options);
  expect(await errorOf(client.send(new ListQueuesCommand({})))).toEqual({ name, status: 403 });
});

test.each([-20, 20])("a request that was signed %i minutes from now is rejected", async (minutes) => {
  const options = { systemClockOffset: minutes * 60_000 };
  const client = createClient(server, await createCredentials(server), options);
  expect((await errorOf(client.send(new ListQueuesCommand({})))).name).toBe("SignatureDoesNotMatch");
});

test("a moved clock of the server does not change the time of signatures", async () => {
  const client = createClient(server, await createCredentials(server));
  await server.control("POST", "clock", { advance_ms: 86_400_000 });
  await client.send(new ListQueuesCommand({}));
});

/** Records a signed request, and sends it with changes. */
async function replay(change: (headers: Record<string, string>, body: string) => string) {
  const client = createClient(server, await createCredentials(server));
  let headers: Record<string, string> = {};
  let body = "";
  client.middlewareStack.add(
    (next) => (args) => {
      const sent = args.request as { headers: Record<string, string>; body: unknown };
      headers = { ...sent.headers };
      body = Buffer.from(sent.body as Uint8Array).toString();
      return next(args);
    },
    { step: "finalizeRequest", priority: "low" },
  );
  await client.send(new CreateQueueCommand({ QueueName: "orders" }));
  const changed = change(headers, body);
  return new Promise<{ status: number | undefined; type: string }>((resolve, reject) => {
    const sent = request(
      server.url,
      { method: "POST", headers: { ...headers, "content-length": `${changed.length}` } },
      (answer) => {
        let text = "";
        answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
        answer.on("end", () => {
          const { __type = "" } = JSON.parse(text) as { __type?: string };
          resolve({ status: answer.statusCode, type: __type.replace("com.amazonaws.sqs#", "") });
        });
      },
    );
    sent.on("error", reject).end(changed);
  });
}

test.each<[string, number, string, Parameters<typeof replay>[0]]>([
  ["as it was", 200, "", (_, body) => body],
  ["with another body", 403, "InvalidSignatureException", (_, body) => body.replace("orders", "others")],
  [
    "with another action",
    403,
    "InvalidSignatureException",
    (headers, body) => {
      headers["x-amz-target"] = "AmazonSQS.DeleteQueue";
      return body;
    },
  ],
  [
    "with an action that is not signed",
    400,
    "IncompleteSignature",
    (headers, body) => {
      headers["authorization"] = headers["authorization"]!.replace(";x-amz-target", "");
      return body;
    },
  ],
  [
    "with a time that is not one",
    400,
    "IncompleteSignature",
    (headers, body) => {
      headers["x-amz-date"] = "yesterday";
      return body;
    },
  ],
  [
    "with half a signature",
    400,
    "IncompleteSignature",
    (headers, body) => {
      headers["authorization"] = headers["authorization"]!.slice(0, -1);
      return body;
    },
  ],
  [
    "without a signature",
    403,
    "MissingAuthenticationToken",
    (headers, body) => {
      delete headers["authorization"];
      return body;
    },
  ],
])("a recorded request %s is answered with %i", async (_, status, type, change) => {
  expect(await replay(change)).toEqual({ status, type });
});

test("the URL of a queue has the host that the caller has used", async () => {
  const endpoint = server.url.replace("127.0.0.1", "host.docker.internal");
  const client = createClient(server, await createCredentials(server), { endpoint, requestHandler: loopback() });
  expect(await createQueue(client)).toBe(`${endpoint}/project-${PROJECT}/orders`);
});

/** The host of engines in a virtual machine, which resolves in their instances only. */
function loopback() {
  const lookup = (_: string, __: object, done: (error: null, addresses: object[]) => void) => {
    done(null, [{ address: "127.0.0.1", family: 4 }]);
  };
  return { httpAgent: new Agent({ lookup } as never) };
}
