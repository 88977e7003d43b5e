import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import { TestGateway, useGateway } from "../helpers/gateway";
import { CONTAINERS } from "../helpers/server";

const gateway = useGateway();

/** Starts an instance that answers with a text and the Host that it has received. */
const answering = async (id: string, text: string) =>
  gateway.serve(id, (request, response) => response.end(`${text} ${request.headers.host}`));

test("a container answers for its name, its namespace, its label, its URL and its custom domains", async () => {
  const { id, public_endpoint } = await gateway.create("order-api");
  await answering(id, "orders");
  await gateway.call("POST", `${CONTAINERS}/domains`, { container_id: id, hostname: "Orders.Example.com" });
  const { host } = new URL(public_endpoint);
  for (const each of [
    "order-api.localhost",
    "order-api.localhost:4580",
    "Order-API.localhost.:4580",
    "order-api.shop.localhost",
    `${host.split(".")[0]}.localhost:4580`,
    host,
    `${host.toUpperCase()}:443`,
    "orders.example.com",
    "ORDERS.example.com.",
  ]) {
    expect(await gateway.fetch(each)).toMatchObject({ text: `orders ${each}`, status: 200 });
  }
});

test("a host that several containers have is answered with 421 and their own hosts", async () => {
  const first = await gateway.create("twin", {}, { namespace: "left" });
  const second = await gateway.create("twin", {}, { namespace: "right" });
  await answering(first.id, "left");
  await answering(second.id, "right");
  const { status, text } = await gateway.fetch("twin.localhost");
  expect(status).toBe(421);
  const hosts = text.match(/[\w-]+\.localhost/g)!.filter((host) => host !== "twin.localhost");
  expect(hosts).toHaveLength(2);
  const answers = await Promise.all(hosts.map((host) => gateway.fetch(host)));
  expect(answers.map((answer) => answer.text.split(" ")[0]).sort()).toEqual(["left", "right"]);
  expect((await gateway.fetch("twin.right.localhost")).text).toMatch(/^right/);
});

test.each([
  ["127.0.0.1:4580", 200, "api"],
  ["localhost", 200, "api"],
  ["[::1]:4580", 200, "api"],
  ["LOCALHOST.", 200, "api"],
  ["missing.localhost", 404, undefined],
  ["evil.example.com", 403, undefined],
  ["localhost.evil.example.com", 403, undefined],
  ["evil.functions.fnc.fr-par.scw.cloud", 403, undefined],
  ["0.0.0.0", 403, undefined],
  ["a b.localhost", 403, undefined],
  ["user@order-api.localhost", 403, undefined],
  ["order-api.localhost:80:80", 403, undefined],
  ["-", 403, undefined],
])("the host %j is answered with %i", async (host, status, text) => {
  const answer = await gateway.fetch(host);
  expect(answer.status).toBe(status);
  if (text !== undefined) expect(answer.text).toBe(text);
});

test("a deleted container and a deleted domain have no host any more", async () => {
  const { id, public_endpoint } = await gateway.create("short-lived");
  await answering(id, "answer");
  const domain = await gateway.call("POST", `${CONTAINERS}/domains`, {
    container_id: id,
    hostname: "gone.example.com",
  });
  expect((await gateway.fetch("gone.example.com")).status).toBe(200);
  await gateway.call("DELETE", `${CONTAINERS}/domains/${domain.id}`);
  expect((await gateway.fetch("gone.example.com")).status).toBe(403);
  await gateway.call("DELETE", `${CONTAINERS}/containers/${id}`);
  expect((await gateway.fetch("short-lived.localhost")).status).toBe(404);
  expect((await gateway.fetch(new URL(public_endpoint).host)).status).toBe(403);
});

test("a container that is being deleted does not answer", async () => {
  const { id } = await gateway.create("deleting");
  await answering(id, "answer");
  gateway.services.settings.settleMs = 60_000;
  await gateway.call("DELETE", `${CONTAINERS}/containers/${id}`);
  gateway.services.settings.settleMs = 0;
  expect((await gateway.fetch("deleting.localhost")).status).toBe(404);
});

describe("the port of a container", () => {
  test("answers for this machine and all hosts of containers, and for no other host", async () => {
    const { id, public_endpoint } = await gateway.create("with-port");
    await answering(id, "answer");
    const port = gateway.ports.portOf(id)!;
    for (const host of ["127.0.0.1", "localhost", "with-port.localhost", new URL(public_endpoint).host]) {
      expect(await gateway.fetch(`${host}:${port}`, { port })).toMatchObject({ status: 200 });
    }
    expect((await gateway.fetch("evil.example.com", { port })).status).toBe(403);
  });

  test("is closed with the container", async () => {
    const { id } = await gateway.create("closed");
    await answering(id, "answer");
    const port = gateway.ports.portOf(id)!;
    await gateway.call("DELETE", `${CONTAINERS}/containers/${id}`);
    await gateway.ports.update();
    await expect(gateway.fetch("127.0.0.1", { port })).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(gateway.services.store.records()["local.ports"]).not.toHaveProperty(id);
  });

  test("stays the same after a restart, and is another one if it is taken", async () => {
    const folder = temporaryFolder("local-scaleway");
    const before = new TestGateway(folder);
    await before.start();
    const kept = await before.create("kept");
    const taken = await before.create("taken");
    const [keptPort, takenPort] = [before.ports.portOf(kept.id)!, before.ports.portOf(taken.id)!];
    await before.stop();
    const other = new TestGateway();
    await other.listener.listenAlso(takenPort);
    const after = new TestGateway(folder);
    await after.start();
    expect(after.ports.portOf(kept.id)).toBe(keptPort);
    expect(after.ports.portOf(taken.id)).not.toBe(takenPort);
    expect(after.ports.portOf(taken.id)).toBeGreaterThan(0);
    await after.stop();
    await other.stop();
  });
});
