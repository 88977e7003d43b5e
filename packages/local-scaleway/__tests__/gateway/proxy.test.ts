import { once } from "node:events";
import { request, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { useGateway } from "../helpers/gateway";
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
