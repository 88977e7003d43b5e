import { once } from "node:events";
import { request, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { NoDeploymentError } from "../../src/runtime/runtime";
import { fetchHttp2, until, useGateway } from "../helpers/gateway";
import { CONTAINERS } from "../helpers/server";

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

describe("a request", () => {
  test.each([
    "/",
    "/a%20b/%C3%A9//c/../d/./e;x=1?q=%2F&q=a+b&&=",
    "/%00%ff?#",
    "//evil.example.com/path",
    `/${"long".repeat(4000)}`,
  ])("keeps its path byte for byte: %.40s", async (path) => {
    await echo();
    expect(JSON.parse((await gateway.fetch(host, { path })).text).url).toBe(path);
  });

  test("keeps its method, its headers, its Host and its body", async () => {
    await echo();
    const headers = { "x-custom": "1", cookie: "a=1; b=2", "content-type": "text/plain", "x-forwarded-host": "other" };
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "GET", "OPTIONS"]) {
      const answer = await gateway.fetch(`${host}:4580`, { method, headers, body: "text" });
      expect(JSON.parse(answer.text)).toMatchObject({
        method,
        headers: { host: `${host}:4580`, ...headers },
        body: "text",
      });
    }
  });

  test("has the headers that Scaleway adds", async () => {
    await echo();
    const plain = JSON.parse((await gateway.fetch(host)).text).headers;
    expect(plain).toMatchObject({ "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http" });
    expect(plain["x-request-id"]).toMatch(/^[\da-f-]{36}$/);
    const headers = { "x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "https", "x-request-id": "mine" };
    expect(JSON.parse((await gateway.fetch(host, { headers })).text).headers).toMatchObject({
      "x-forwarded-for": "198.51.100.7, 127.0.0.1",
      "x-forwarded-proto": "https",
      "x-request-id": "mine",
    });
    const port = gateway.ports.portOf(id)!;
    expect(JSON.parse((await gateway.fetch("127.0.0.1", { port })).text).headers["x-forwarded-proto"]).toBe("https");
  });

  test("loses the headers of its connection", async () => {
    await echo();
    const headers = {
      connection: "close, X-Private",
      "x-private": "1",
      "keep-alive": "timeout=9",
      "proxy-connection": "x",
      te: "gzip",
    };
    const { headers: received } = JSON.parse((await gateway.fetch(host, { headers })).text);
    for (const name of ["x-private", "keep-alive", "proxy-connection", "te"]) expect(received).not.toHaveProperty(name);
  });

  test("reaches the instance while it is sent", async () => {
    let received = "";
    await gateway.serve(id, (message, response) => {
      message.on("data", (chunk: Buffer) => (received += chunk.toString()));
      message.on("end", () => response.end(received));
    });
    const sent = request({ host: "127.0.0.1", port: gateway.port, method: "POST", headers: { host }, agent: false });
    sent.write("first");
    await until(() => received === "first");
    sent.write("second");
    await until(() => received === "firstsecond");
    sent.end();
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    expect(answer.statusCode).toBe(200);
    answer.resume();
    await once(answer, "end");
  });

  test("waits for the instance before it is continued", async () => {
    const server = await gateway.serve(id, (_, response) => response.writeHead(200).end());
    const text = `POST / HTTP/1.1\r\nhost: ${host}\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n`;
    server.on("checkContinue", (message: IncomingMessage, response: ServerResponse) => {
      if (message.url === "/refused") {
        response.writeHead(413).end();
        return;
      }
      response.writeContinue();
      message.on("data", (chunk: Buffer) => response.end(`got ${chunk.toString()}`));
    });
    expect(await gateway.raw(text.replace("POST /", "POST /refused"))).toMatch(
      /^HTTP\/1\.1 413 [^]*connection: close/i,
    );
    const socket = connect(gateway.port, "127.0.0.1");
    let received = "";
    socket.on("data", (chunk: Buffer) => (received += chunk.toString()));
    socket.write(text);
    await until(() => received.startsWith("HTTP/1.1 100 Continue"));
    socket.write("body");
    await until(() => received.includes("got body"));
    socket.destroy();
  });
});

describe("an answer", () => {
  test("keeps its status, its reason, its headers and its trailers", async () => {
    await gateway.serve(id, (_, response) => {
      response.writeHead(418, "Short and stout", {
        "set-cookie": ["a=1", "b=2"],
        trailer: "x-sum",
        "x-custom": "1",
        connection: "x-hop",
        "x-hop": "1",
      });
      response.write("text");
      response.addTrailers([
        ["x-sum", "42"],
        ["x-other", "43"],
      ]);
      response.end();
    });
    const { status, headers, text, trailers } = await gateway.fetch(host);
    expect({ status, text, trailers }).toEqual({
      status: 418,
      text: "text",
      trailers: { "x-sum": "42", "x-other": "43" },
    });
    expect(headers).toMatchObject({ "set-cookie": ["a=1", "b=2"], "x-custom": "1" });
    expect(headers).not.toHaveProperty("x-hop");
  });

  test("reaches the client while it is sent", async () => {
    let answering: ServerResponse | undefined;
    await gateway.serve(id, (_, response) => {
      answering = response;
      response.flushHeaders();
    });
    const sent = request({ host: "127.0.0.1", port: gateway.port, headers: { host }, agent: false }).end();
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    let received = "";
    answer.on("data", (chunk: Buffer) => (received += chunk.toString()));
    for (const text of ["one", "two"]) {
      answering!.write(text);
      await until(() => received.endsWith(text));
    }
    answering!.end();
    await once(answer, "end");
  });

  test("does not fill the memory if the client is slow", async () => {
    let written = 0;
    await gateway.serve(id, (_, response) => {
      const write = () => {
        for (let isFree = true; isFree && !response.destroyed; written++) isFree = response.write(Buffer.alloc(65_536));
      };
      response.on("drain", write);
      write();
    });
    const socket = connect(gateway.port, "127.0.0.1");
    socket.write(`GET / HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
    socket.pause();
    let previous = -1;
    await until(async () => {
      const isSteady = written === previous && written > 0;
      previous = written;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return isSteady;
    });
    expect(written).toBeLessThan(1000);
    socket.destroy();
  });

  test.each([
    ["HEAD", 200, { "content-length": "1000" }],
    ["GET", 304, { etag: '"x"', "content-length": "1000" }],
    ["GET", 204, {}],
  ])("of %s with %i has no body, and keeps its headers", async (method, status, headers) => {
    await gateway.serve(id, (_, response) => response.writeHead(status, headers).end());
    const answer = await gateway.fetch(host, { method });
    expect(answer).toMatchObject({ status, text: "", headers });
    expect(answer.headers).not.toHaveProperty("transfer-encoding");
  });

  test("can be preceded by early hints", async () => {
    await gateway.serve(id, (_, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" }, () => response.end("text"));
    });
    const text = await gateway.raw(`GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 103 Early Hints\r\nLink: <\/style\.css>; rel=preload\r\n\r\nHTTP\/1\.1 200 /i);
  });

  test("of 200 megabytes arrives", async () => {
    const size = 200_000_000;
    await gateway.serve(id, (_, response) => {
      response.writeHead(200, { "content-length": size });
      const chunk = Buffer.alloc(1_000_000);
      let left = size / chunk.length;
      const write = () => {
        while (left-- > 0) if (!response.write(chunk)) return;
        response.end();
      };
      response.on("drain", write);
      write();
    });
    const sent = request({ host: "127.0.0.1", port: gateway.port, headers: { host }, agent: false }).end();
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    let received = 0;
    answer.on("data", (chunk: Buffer) => (received += chunk.length));
    await once(answer, "end");
    expect(received).toBe(size);
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
