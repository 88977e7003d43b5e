import { once } from "node:events";
import { request } from "node:http";
import type { Socket } from "node:net";
import { NoDeploymentError } from "../../src/runtime/runtime";
import { fetchHttp2, useGateway } from "../helpers/gateway";
import { CONTAINERS } from "../helpers/server";
import { until } from "../helpers/until";

const gateway = useGateway();
const host = "proxied.localhost";
let id = "";

beforeAll(async () => {
  ({ id } = await gateway.create("proxied"));
});

/** An instance that answers with the request that it has received. */
const echo = () =>
  gateway.serve(id, (received, response) => {
    const chunks: Buffer[] = [];
    received.on("data", (chunk: Buffer) => chunks.push(chunk));
    received.on("end", () => {
      const { method, url, headers, rawHeaders } = received;
      const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
      response.end(JSON.stringify({ method, url, headers, names, body: Buffer.concat(chunks).toString() }));
    });
  });

describe("an instance that fails", () => {
  test.each([
    ["answers garbage", "garbage\r\n\r\n"],
    ["sends a huge header", `HTTP/1.1 200 OK\r\nx: ${"x".repeat(100_000)}\r\n\r\n`],
    ["has two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"],
    [
      "switches the protocol without being asked",
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    ],
    ["closes the connection", ""],
  ])("and %s is answered with 502", async (_, text) => {
    await gateway.servePlain(id, (socket) => {
      socket.once("data", () => socket.end(text));
    });
    const answer = await gateway.fetch(host);
    expect(answer.status).toBe(502);
    expect(answer.text).toMatch(/^proxied: /);
  });

  test("and does not listen is answered with 502, after other places were tried", async () => {
    const server = await echo();
    await new Promise((resolve) => server.close(resolve));
    const { acquired } = gateway.runtime;
    expect((await gateway.fetch(host, { method: "POST", body: "text" })).status).toBe(502);
    expect(gateway.runtime.acquired - acquired).toBe(6);
  });

  test("and does not listen gets no request when another one is there", async () => {
    const server = await echo();
    await new Promise((resolve) => server.close(resolve));
    const { acquired } = gateway.runtime;
    gateway.runtime.coldStart = async () => {
      if (gateway.runtime.acquired - acquired === 3) await echo();
    };
    expect((await gateway.fetch(host, { method: "POST", body: "text" })).status).toBe(200);
    gateway.runtime.coldStart = () => Promise.resolve();
  });

  test.each([
    ["a length", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\npart"],
    ["chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\npart\r\n"],
  ])("in the middle of an answer with %s cuts the answer", async (_, text) => {
    await gateway.servePlain(id, (socket) => {
      socket.once("data", () => socket.end(text));
    });
    await expect(gateway.fetch(host)).rejects.toMatchObject({ code: "ECONNRESET" });
    await until(() => gateway.gateway.log.list(id).at(-1)?.status === 502);
    await expect(fetchHttp2(gateway.session(), { ":path": "/", ":authority": host })).rejects.toThrow();
  });

  test("on an idle connection is asked again for what may be repeated", async () => {
    const connections: Socket[] = [];
    await gateway.servePlain(id, (socket) => {
      const isFirst = connections.push(socket) === 1;
      socket.on("data", (data: Buffer) => {
        // The first connection answers once, and closes when it is used again.
        if (isFirst && data.toString().includes("/second")) socket.destroy();
        else socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      });
    });
    expect((await gateway.fetch(host, { path: "/first" })).status).toBe(200);
    expect((await gateway.fetch(host, { path: "/second" })).status).toBe(200);
    expect(connections).toHaveLength(2);
  });

  test("on an idle connection is not asked again for what may not be repeated", async () => {
    const posts: string[] = [];
    await gateway.servePlain(id, (socket) => {
      socket.on("data", (data: Buffer) => {
        if (data.toString().startsWith("POST")) {
          posts.push(data.toString());
          socket.destroy();
        } else socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      });
    });
    expect((await gateway.fetch(host)).status).toBe(200);
    expect((await gateway.fetch(host, { method: "POST", body: "x" })).status).toBe(502);
    expect(posts).toHaveLength(1);
  });
});

describe("the timeout of the container", () => {
  test("is answered with 504, and the place is free", async () => {
    const { id: slow } = await gateway.create("slow", { timeout: "0.1s" });
    const closed: string[] = [];
    await gateway.serve(slow, ({ url }, response) => response.on("close", () => closed.push(url!)));
    expect((await gateway.fetch("slow.localhost", { path: "/get" })).status).toBe(504);
    expect((await gateway.fetch("slow.localhost", { path: "/post", method: "POST", body: "x" })).status).toBe(504);
    expect(gateway.runtime.leases).toBe(0);
    await until(() => closed.length === 2);
  });

  test("cuts an answer that has begun", async () => {
    const { id: endless } = await gateway.create("endless", { timeout: "0.1s" });
    await gateway.serve(endless, (_, response) => response.write("part"));
    await expect(gateway.fetch("endless.localhost")).rejects.toMatchObject({ code: "ECONNRESET" });
    await until(() => gateway.gateway.log.list(endless).at(-1)?.status === 504);
  });

  test("includes the cold start", async () => {
    const { id: cold } = await gateway.create("cold", { timeout: "0.1s" });
    gateway.runtime.coldStart = (signal) =>
      once(signal, "abort").then(() => {
        signal.throwIfAborted();
      });
    expect((await gateway.fetch("cold.localhost")).status).toBe(504);
    expect(gateway.gateway.log.list(cold).at(-1)).toMatchObject({ isColdStart: true, instanceId: undefined });
  });
});

describe("a container without an instance", () => {
  test("is answered with 503, its status and its reason", async () => {
    const { namespace_id } = await gateway.create("hello");
    const body = { namespace_id, name: "failing", image: "docker.io/library/hello-world" };
    await gateway.call("POST", `${CONTAINERS}/containers`, body);
    const { status, text } = await gateway.fetch("failing.localhost");
    expect(status).toBe(503);
    expect(text).toContain("error: Container is unable to start OR is not listening on port 8080");
  });

  test("is answered with 404 if it was deleted meanwhile", async () => {
    const { id: gone } = await gateway.create("gone");
    gateway.runtime.coldStart = async () => {
      await gateway.call("DELETE", `${CONTAINERS}/containers/${gone}`);
      throw new NoDeploymentError("deleted");
    };
    expect((await gateway.fetch("gone.localhost")).status).toBe(404);
  });
});

describe("a client that goes", () => {
  test("in the middle of an answer ends the request of the instance", async () => {
    let isClosed = false;
    await gateway.serve(id, (_, response) => {
      response.write("part");
      response.on("close", () => (isClosed = true));
    });
    const sent = request({ host: "127.0.0.1", port: gateway.port, headers: { host }, agent: false }).end();
    await once(sent, "response");
    expect(gateway.runtime.leases).toBe(1);
    sent.destroy();
    await until(() => isClosed && gateway.runtime.leases === 0);
    expect(gateway.gateway.log.list(id).at(-1)).toMatchObject({ status: 499, method: "GET" });
  });

  test("in the middle of its body ends the request of the instance", async () => {
    let isAborted = false;
    await gateway.serve(id, (message) => {
      message.on("data", () => undefined).on("error", () => (isAborted = true));
    });
    const sent = request({ host: "127.0.0.1", port: gateway.port, method: "POST", headers: { host }, agent: false });
    sent.on("error", () => undefined);
    sent.write("part");
    await until(() => gateway.runtime.leases === 1);
    sent.destroy();
    await until(() => isAborted && gateway.runtime.leases === 0);
  });

  test("during a cold start gives up its place", async () => {
    let isAborted = false;
    gateway.runtime.coldStart = async (signal) => {
      await once(signal, "abort");
      isAborted = true;
    };
    await echo();
    const { acquired } = gateway.runtime;
    const sent = request({ host: "127.0.0.1", port: gateway.port, headers: { host }, agent: false }).end();
    sent.on("error", () => undefined);
    await once(sent, "socket");
    await new Promise((resolve) => setTimeout(resolve, 50));
    sent.destroy();
    await until(() => isAborted && gateway.runtime.acquired > acquired && gateway.runtime.leases === 0);
  });
});

test("the last 50 requests are recorded without their queries", async () => {
  const { id: logged } = await gateway.create("logged");
  await gateway.serve(logged, (_, response) => response.writeHead(201).end());
  const seen: string[] = [];
  gateway.gateway.log.onRecord(({ containerId, path }) => containerId === logged && seen.push(path));
  for (let number = 0; number < 55; number++)
    await gateway.fetch("logged.localhost", { path: `/${number}?key=secret` });
  await until(() => seen.length === 55);
  const records = gateway.gateway.log.list(logged);
  expect(records.map(({ path }) => path)).toEqual(Array.from({ length: 50 }, (_, index) => `/${index + 5}`));
  expect(records[0]).toMatchObject({ method: "GET", status: 201, isColdStart: false });
  expect(records[0]!.instanceId).toMatch(/^instance-\d+$/);
  expect(records[0]!.durationMs).toBeGreaterThan(0);
  await gateway.call("DELETE", `${CONTAINERS}/containers/${logged}`);
  await until(() => gateway.gateway.log.list(logged).length === 0);
});
