import { createServer, request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { startServer } from "local-scaleway";
import { FakeEngine } from "./helpers/fake-engine";
import { closeClients, createClient, createCredentials, createQueue } from "./helpers/queues";
import { CONTAINERS, createContainer, PROJECT, TestServer } from "./helpers/server";
import { until } from "./helpers/until";

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly body: string;
}

let engine: FakeEngine;
let server: TestServer;
let received: Received[];

beforeEach(async () => {
  received = [];
  engine = new FakeEngine();
  const answer = async (asked: IncomingMessage) =>
    received.push({ method: asked.method, url: asked.url, body: await text(asked) });
  engine.programs.set("shop", {
    listener: (asked, response) => void answer(asked).then(() => response.end("shop")),
  });
  server = new TestServer();
  await server.start(() => Promise.resolve({ engine }));
});
afterEach(async () => {
  closeClients();
  await server.stop();
});

const createShop = (settings: object = {}) => createContainer(server, { image: "shop", ...settings });

async function deployed(id: string): Promise<any> {
  let container: any;
  await until(async () => {
    container = (await server.call("GET", `${CONTAINERS}/containers/${id}`)).body;
    return !["creating", "updating"].includes(container.status);
  });
  return container;
}

async function listed(): Promise<any> {
  return (await server.control("GET", "containers")).body.containers[0];
}

test("a deployed container answers at its URLs, until the server stops", async () => {
  const { id } = await createShop();
  expect((await deployed(id)).status).toBe("ready");
  const { name, status, urls } = await listed();
  expect([name, status, urls]).toEqual([
    "order-api",
    "ready",
    [expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), `http://order-api.localhost:${new URL(server.url).port}`],
  ]);
  const answer = await fetch(`${urls[0]}/orders`);
  expect([answer.status, await answer.text()]).toEqual([200, "shop"]);
  await server.stop();
  expect(engine.running).toEqual([]);
  await expect(fetch(urls[0])).rejects.toThrow();
});

test("an update that fails is an error of the container, and its previous deployment answers", async () => {
  const { id } = await createShop();
  await deployed(id);
  engine.programs.set("broken", { missing: "there is no such image" });
  await server.call("PATCH", `${CONTAINERS}/containers/${id}`, { image: "broken" });
  expect(await deployed(id)).toMatchObject({ status: "error", error_message: "there is no such image" });
  expect((await fetch((await listed()).urls[0])).status).toBe(200);
  expect(await listed()).toMatchObject({ status: "error", error_message: "there is no such image" });
});

test("a schedule calls its container when the time comes, and when it is run now", async () => {
  const { id } = await createShop({ privacy: "private" });
  await deployed(id);
  const trigger = await server.call("POST", `${CONTAINERS}/triggers`, {
    container_id: id,
    name: "nightly",
    cron_config: { schedule: "0 2 * * *", timezone: "UTC", body: '{"task":"report"}' },
    destination_config: { http_path: "/report", http_method: "put" },
  });
  await server.control("POST", "clock", { advance_ms: 24 * 3_600_000 });
  await until(() => received.length === 1);
  const call = { method: "PUT", url: "/report", body: '{"task":"report"}' };
  expect(received).toEqual([call]);
  const run = await server.control("POST", `triggers/${trigger.body.id}/run`, {});
  expect(run.body).toMatchObject({ status: 200 });
  expect(received).toEqual([call, call]);
});

test("a message of a queue reaches the container, and leaves the queue", async () => {
  const { id } = await createShop();
  await deployed(id);
  const keys = await createCredentials(server);
  const queue_url = await createQueue(createClient(server, keys));
  await server.call("POST", `${CONTAINERS}/triggers`, {
    container_id: id,
    name: "orders",
    sqs_config: { queue_url, access_key_id: keys.accessKey, secret_access_key: keys.secretKey },
    destination_config: { http_path: "/orders" },
  });
  const message = { region: "fr-par", project: PROJECT, queue: "orders", body: "one" };
  expect((await server.control("POST", "queues/send", message)).status).toBe(200);
  await until(() => received.length === 1);
  expect(received).toEqual([{ method: "POST", url: "/orders", body: "one" }]);
  expect((await server.control("POST", "queues/send", { ...message, queue: "other" })).status).toBe(404);
});

test("the output of an instance is in the logs, by Loki's API and on the page", async () => {
  const { id } = await createShop();
  await deployed(id);
  engine.started[0]!.settings.onLine({ text: "listening", stream: "stdout", time: Date.now() });
  const headers = { "x-token": "any", "x-local-token": server.token };
  const query = new URLSearchParams({ query: `{resource_id="${id}"}` });
  const loki = await fetch(`${server.url}/loki/api/v1/query_range?${query.toString()}`, { headers });
  expect(await loki.text()).toContain("listening");
  const page = await fetch(`${server.url}/local/v1/logs?container=${id}&follow=1`, { headers });
  const reader = page.body!.getReader();
  expect(JSON.parse(Buffer.from((await reader.read()).value).toString())).toMatchObject({
    text: "listening",
    stream: "stdout",
  });
  await reader.cancel();
  expect((await fetch(`${server.url}/local/v1/logs?container=${id}`)).status).toBe(403);
});

test("a reset stops all instances, and closes the ports of containers", async () => {
  const { id } = await createShop();
  await deployed(id);
  const { urls } = await listed();
  await server.control("POST", "reset");
  await until(() => engine.running.length === 0);
  await expect(fetch(urls[0])).rejects.toThrow();
});

test("an instance reaches queues and containers on the network of the engine, and nothing else", async () => {
  await createShop();
  const host = "host.docker.internal:4580";
  const status = async (path: string, headers: Record<string, string>) =>
    new Promise((resolve, reject) => {
      request(server.url + path, { headers: { host, ...headers } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .once("error", reject)
        .end();
    });
  expect(await status("/", {})).toBe(501);
  expect(await status("/local/v1/snapshot", { "x-local-token": server.token })).toBe(501);
  expect(await status(`${CONTAINERS}/containers`, { "x-auth-token": "any" })).toBe(501);
  expect(await status("/loki/api/v1/labels", { "x-token": "any" })).toBe(501);
  expect(await status("/", { "x-amz-target": "AmazonSQS.ListQueues" })).toBe(403);
});

test("a port that is taken is replaced, also with an engine", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as { port: number };
  const second = await startServer({ folder: `${server.folder}-2`, port }, () => Promise.resolve({ engine }));
  expect([second.isPortReplaced, second.engine, second.missingEngine]).toEqual([true, "fake", undefined]);
  await second.close();
  other.close();
});
