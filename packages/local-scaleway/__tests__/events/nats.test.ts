import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect, credsAuthenticator, type NatsConnection } from "@nats-io/transport-node";
import { natsConsumer } from "../../src/events/nats-consumer";
import { findNatsProgram, SCRIPT } from "../../src/events/nats-process";
import { NatsServer } from "../../src/events/nats-server";
import { CONTAINERS, PROJECT } from "../helpers/server";
import { TriggerWorld } from "../helpers/triggers";
import { until } from "../helpers/until";

const MNQ = "/mnq/v1beta1/regions/fr-par";
const isInstalled = findNatsProgram() !== undefined;
if (!isInstalled) process.stderr.write("Skipped the tests of NATS: nats-server is not in PATH.\n");

let world: TriggerWorld;
let nats: NatsServer;
let connections: NatsConnection[] = [];

async function start(): Promise<void> {
  world = new TriggerWorld({ nats: (trigger, context) => natsConsumer(nats)(trigger, context) });
  nats = await NatsServer.create(world.services, world.folder);
  world.services.natsUrl = () => nats.url;
  nats.start();
}
afterEach(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  connections = [];
  await world.close();
  await nats.close();
});

interface Account {
  readonly id: string;
  readonly endpoint: string;
  readonly content: string;
  readonly credentialsId: string;
}

async function createAccount(): Promise<Account> {
  const { body: account } = await world.call("POST", `${MNQ}/nats-accounts`, { project_id: PROJECT, name: "events" });
  const { body } = await world.call("POST", `${MNQ}/nats-credentials`, { nats_account_id: account.id, name: "shop" });
  return { id: account.id, endpoint: account.endpoint, content: body.credentials.content, credentialsId: body.id };
}

async function connectTo({ endpoint, content }: Account): Promise<NatsConnection> {
  expect(await nats.settled()).toBeUndefined();
  const connection = await connect({
    servers: endpoint,
    authenticator: credsAuthenticator(Buffer.from(content)),
    reconnect: false,
  });
  connections.push(connection);
  return connection;
}

/** The servers of this test. */
function natsPids(): number[] {
  const found = spawnSync("pgrep", ["-f", `nats-server -c ${world.folder}`], { encoding: "utf8" }).stdout;
  return found.split("\n").filter(Boolean).map(Number);
}

const trigger = ({ endpoint, content }: Account, settings: object = {}) => ({
  nats_config: { server_urls: [endpoint], subject: "orders.created", credentials_file_content: content, ...settings },
});

(isInstalled ? describe : describe.skip)("a NATS server", () => {
  beforeEach(start);

  test("has the accounts of the API, and keeps them apart", async () => {
    const [first, second] = [await createAccount(), await createAccount()];
    const [sender, receiver, stranger] = [await connectTo(first), await connectTo(first), await connectTo(second)];
    const received: string[] = [];
    for (const [name, connection] of Object.entries({ receiver, stranger })) {
      connection.subscribe(">", {
        callback: (_, message) => {
          received.push(`${name} ${message.string()}`);
        },
      });
      await connection.flush();
    }
    sender.publish("orders.created", "1");
    await until(() => received.length > 0);
    await stranger.flush();
    expect(received).toEqual(["receiver 1"]);
  });

  test("closes the connections of deleted credentials, and accepts the others", async () => {
    const account = await createAccount();
    const connection = await connectTo(account);
    const { body } = await world.call("POST", `${MNQ}/nats-credentials`, {
      nats_account_id: account.id,
      name: "other",
    });
    const other = await connectTo({ ...account, content: body.credentials.content });
    await world.call("DELETE", `${MNQ}/nats-credentials/${account.credentialsId}`);
    await connection.closed();
    await expect(connectTo(account)).rejects.toThrow("Authorization");
    await other.flush();
  });

  test("closes the connections of a deleted account, also if another account is left", async () => {
    const [account, other] = [await createAccount(), await createAccount()];
    const connection = await connectTo(account);
    const stays = await connectTo(other);
    await world.call("DELETE", `${MNQ}/nats-accounts/${account.id}`);
    await connection.closed();
    await expect(connectTo(account)).rejects.toThrow("Authorization");
    await stays.flush();
  });

  test("ends with the last account", async () => {
    const account = await createAccount();
    const connection = await connectTo(account);
    await world.call("POST", "/local/v1/reset");
    await connection.closed();
    expect(await nats.settled()).toBeUndefined();
    await expect(connectTo(account)).rejects.toThrow();
  });

  test("keeps its port, its accounts and their streams over a restart", async () => {
    const account = await createAccount();
    const stream = { name: "ORDERS", subjects: ["orders.*"] };
    const created = await (await connectTo(account)).request("$JS.API.STREAM.CREATE.ORDERS", JSON.stringify(stream));
    expect(created.json()).not.toHaveProperty("error");
    await nats.close();
    nats = await NatsServer.create(world.services, world.folder);
    nats.start();
    expect(nats.url).toBe(account.endpoint);
    const found = await (await connectTo(account)).request("$JS.API.STREAM.NAMES", "");
    expect(found.json<{ streams: string[] }>().streams).toEqual(["ORDERS"]);
  });

  test("starts again when it was killed", async () => {
    const account = await createAccount();
    const connection = await connectTo(account);
    for (const pid of natsPids()) process.kill(pid, "SIGKILL");
    await connection.closed();
    await until(() =>
      connectTo(account).then(
        () => true,
        () => false,
      ),
    );
  });

  test("ends when its parent is killed", async () => {
    const file = join(world.folder, "nats.conf");
    writeFileSync(file, JSON.stringify({ listen: "127.0.0.1:-1" }));
    const script = `require("node:child_process").spawn("/bin/sh", ["-c", ${JSON.stringify(SCRIPT)}, "nats-server", ${JSON.stringify(file)}],
      { stdio: ["pipe", "ignore", "ignore"], detached: true }); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["-e", script], { stdio: "ignore" });
    await until(() => natsPids().length > 0);
    parent.kill("SIGKILL");
    await until(() => natsPids().length === 0);
  });
});

(isInstalled ? describe : describe.skip)("a trigger of NATS", () => {
  beforeEach(start);

  async function create(account: Account, settings: object = {}): Promise<string> {
    return world.createTrigger(await world.createContainer(), {
      ...trigger(account, settings),
      destination_config: { http_path: "/orders", http_method: "post" },
    });
  }

  async function send(account: Account, message: string | Uint8Array): Promise<void> {
    const connection = await connectTo(account);
    connection.publish("orders.created", message);
    await connection.flush();
  }

  /** Waits until the server knows the subscription. */
  async function subscribed(account: Account): Promise<void> {
    const connection = await connectTo(account);
    await until(async () => {
      connection.publish("orders.created", "probe");
      await connection.flush();
      return world.calls.length > 0;
    });
    await until(async () => {
      const { length } = world.calls;
      await connection.flush();
      return length === world.calls.length;
    });
    world.calls.length = 0;
  }

  test("calls its container with the bytes of each message", async () => {
    const account = await createAccount();
    const id = await create(account);
    await subscribed(account);
    const bytes = new Uint8Array([0, 255, 128, 10]);
    await send(account, bytes);
    await until(() => world.calls.some(({ body }) => Buffer.from(body).equals(bytes)));
    expect(world.calls.at(-1)).toMatchObject({ method: "POST", path: "/orders", headers: {} });
    expect(await world.trigger(id)).toMatchObject({ status: "ready", error_message: "" });
  });

  test("repeats a failed call three times", async () => {
    const account = await createAccount();
    await create(account);
    await subscribed(account);
    world.answer = () => Promise.resolve(300);
    await send(account, "fails");
    await until(() => world.calls.length === 4);
    world.answer = () => Promise.resolve(299);
    await send(account, "works");
    await until(() => world.calls.length === 5);
    expect(world.calls.map(({ body }) => Buffer.from(body).toString())).toEqual([
      ...Array<string>(4).fill("fails"),
      "works",
    ]);
  });

  test("makes at most ten calls at a time", async () => {
    const account = await createAccount();
    await create(account);
    await subscribed(account);
    const ends: ((status: number) => void)[] = [];
    world.answer = () =>
      new Promise((resolve) => {
        ends.push(resolve);
      });
    for (let number = 0; number < 25; number++) await send(account, String(number));
    await until(() => ends.length === 10);
    ends.shift()!(200);
    await until(() => ends.length === 10);
    expect(world.calls).toHaveLength(11);
    world.answer = () => Promise.resolve(200);
    for (const end of ends) end(200);
    await until(() => world.calls.length === 25);
  });

  test("is in error while its credentials are deleted, and works again with new ones", async () => {
    const account = await createAccount();
    const id = await create(account);
    await subscribed(account);
    await world.call("DELETE", `${MNQ}/nats-credentials/${account.credentialsId}`);
    await until(async () => (await world.trigger(id)).status === "error");
    const { body } = await world.call("POST", `${MNQ}/nats-credentials`, { nats_account_id: account.id, name: "new" });
    const { content } = body.credentials;
    await world.call("PATCH", `${CONTAINERS}/triggers/${id}`, trigger(account, { credentials_file_content: content }));
    await subscribed({ ...account, content });
    expect((await world.trigger(id)).status).toBe("ready");
  });

  test.each([
    ["a server on another machine", { server_urls: ["nats://nats.mnq.fr-par.scaleway.com:4222"] }],
    ["no server", { server_urls: ["nats://127.0.0.1:1"] }],
    ["a URL that is not one", { server_urls: ["not a url"] }],
    ["credentials that are not a file", { credentials_file_content: "secret-text" }],
    ["a subject that is not one", { subject: "orders..created" }],
  ])("is in error with %s", async (_, settings) => {
    const id = await create(await createAccount(), settings);
    await until(async () => (await world.trigger(id)).status === "error");
    expect((await world.trigger(id)).error_message).not.toMatch(/secret-text|NATS USER/);
  });
});
