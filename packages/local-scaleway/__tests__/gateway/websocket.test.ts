import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { useGateway } from "../helpers/gateway";
import { until } from "../helpers/until";

const gateway = useGateway();
const UPGRADE = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-key": "x",
  "sec-websocket-version": "13",
};
const HEAD =
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nsec-websocket-accept: y\r\n\r\n";

/** Starts an instance that accepts websockets, and sends back what it receives. */
async function serveEcho(id: string, greeting = ""): Promise<{ sockets: Socket[]; requests: IncomingMessage[] }> {
  const [sockets, requests]: [Socket[], IncomingMessage[]] = [[], []];
  const server = await gateway.serve(id, (_, response) => response.writeHead(426).end("use a websocket"));
  server.on("upgrade", (asked: IncomingMessage, socket: Socket, head: Buffer) => {
    requests.push(asked);
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.write(HEAD + greeting + head.toString());
    socket.pipe(socket);
  });
  return { sockets, requests };
}

/** Opens a websocket, and returns its connection and what it receives. */
async function open(host: string, headers: object = {}, port = gateway.port) {
  const sent = request({ host: "127.0.0.1", port, path: "/ws?a=1", headers: { host, ...UPGRADE, ...headers } }).end();
  const [answer, socket, head] = (await once(sent, "upgrade")) as [IncomingMessage, Socket, Buffer];
  let received = head.toString();
  socket.on("data", (chunk: Buffer) => (received += chunk.toString()));
  socket.on("error", () => undefined);
  return { answer, socket, received: () => received };
}

test("a websocket connects both sides, until one of them closes it", async () => {
  const { id } = await gateway.create("ws");
  const { sockets, requests } = await serveEcho(id, "hello ");
  const { answer, socket, received } = await open("ws.localhost");
  expect(answer.headers).toMatchObject({ upgrade: "websocket", "sec-websocket-accept": "y" });
  expect(requests[0]).toMatchObject({ url: "/ws?a=1", headers: { "sec-websocket-key": "x", host: "ws.localhost" } });
  socket.write("one ");
  await until(() => received() === "hello one ");
  expect(gateway.runtime.leases).toBe(1);
  socket.end();
  await until(() => sockets[0]!.destroyed && gateway.runtime.leases === 0);
  const second = await open("ws.localhost");
  sockets[1]!.destroy();
  await until(() => second.socket.destroyed && gateway.runtime.leases === 0);
  expect(gateway.gateway.log.list(id).at(-1)).toMatchObject({ status: 101, path: "/ws" });
});

test("a websocket also opens on the container's own port, and if the first message is sent at once", async () => {
  const { id } = await gateway.create("ws-port");
  await serveEcho(id);
  const { socket, received } = await open("127.0.0.1", {}, gateway.ports.portOf(id));
  socket.write("x");
  await until(() => received() === "x");
  socket.destroy();
  const head = Object.entries({ host: "ws-port.localhost", ...UPGRADE }).map(([name, value]) => `${name}: ${value}`);
  const { connect } = await import("node:net");
  const early = connect(gateway.port, "127.0.0.1");
  let text = "";
  early.on("data", (chunk: Buffer) => (text += chunk.toString()));
  early.write(`GET / HTTP/1.1\r\n${head.join("\r\n")}\r\n\r\nearly`);
  await until(() => text.endsWith("early"));
  early.destroy();
});

test("a websocket that the instance refuses gets its answer", async () => {
  const { id } = await gateway.create("no-ws");
  await gateway.serve(id, (_, response) => response.writeHead(426, { "x-a": "1" }).end("no"));
  const answer = await gateway.fetch("no-ws.localhost", { headers: UPGRADE });
  expect(answer).toMatchObject({ status: 426, text: "no", headers: { "x-a": "1" } });
});

test("a websocket of a private container requires a token", async () => {
  const { id } = await gateway.create("private-ws", { privacy: "private" });
  const { requests } = await serveEcho(id);
  expect((await gateway.fetch("private-ws.localhost", { headers: UPGRADE })).status).toBe(403);
  const { socket } = await open("private-ws.localhost", { "x-auth-token": "11111111-1111-1111-1111-111111111111" });
  expect(requests[0]!.headers).not.toHaveProperty("x-auth-token");
  socket.destroy();
});

test("a websocket ends with the timeout of the container", async () => {
  const { id } = await gateway.create("short-ws", { timeout: "0.2s" });
  const { sockets } = await serveEcho(id);
  const { socket } = await open("short-ws.localhost");
  await until(() => socket.destroyed && sockets[0]!.destroyed && gateway.runtime.leases === 0);
});

test("a container of HTTP/2 and this server itself have no websockets", async () => {
  const { id } = await gateway.create("h2c-ws", { protocol: "h2c" });
  await gateway.serveHttp2(id, (_, response) => response.end("plain"));
  expect((await gateway.fetch("h2c-ws.localhost", { headers: UPGRADE })).text).toBe("plain");
  expect((await gateway.fetch("127.0.0.1", { headers: UPGRADE })).text).toBe("api");
});
