import { once } from "node:events";
import { connect } from "node:net";
import { fetchHttp2, useGateway } from "../helpers/gateway";
import { until } from "../helpers/until";

const gateway = useGateway();
let http1 = "";
let h2c = "";

beforeAll(async () => {
  ({ id: http1 } = await gateway.create("one"));
  ({ id: h2c } = await gateway.create("two", { protocol: "h2c" }));
});

const to = (name: string, headers: Record<string, string> = {}) => ({
  ":path": "/",
  ":authority": `${name}.localhost`,
  ...headers,
});

test("a client of HTTP/2 reaches a container of HTTP/1.1, with its trailers", async () => {
  await gateway.serve(http1, (request, response) => {
    response.writeHead(200, { "set-cookie": ["a=1", "b=2"], "x-host": request.headers.host });
    request.on("data", (chunk: Buffer) => response.write(chunk));
    request.on("end", () => {
      response.addTrailers({ "x-sum": "42" });
      response.end();
    });
  });
  const answer = await fetchHttp2(gateway.session(), { ...to("one"), ":method": "POST" }, "text");
  expect(answer).toMatchObject({ status: 200, text: "text", trailers: { "x-sum": "42" } });
  expect(answer.headers).toMatchObject({ "set-cookie": ["a=1", "b=2"], "x-host": "one.localhost" });
});

test("a client of HTTP/1.1 reaches a container of HTTP/2", async () => {
  await gateway.serveHttp2(h2c, (request, response) => {
    response.setHeader("x-version", request.httpVersion);
    response.setHeader("x-authority", request.authority);
    response.setHeader("set-cookie", ["a=1", "b=2"]);
    request.pipe(response);
  });
  const answer = await gateway.fetch("two.localhost:4580", { method: "POST", body: "text" });
  expect(answer).toMatchObject({ status: 200, text: "text" });
  expect(answer.headers).toMatchObject({
    "x-version": "2.0",
    "x-authority": "two.localhost:4580",
    "set-cookie": ["a=1", "b=2"],
  });
  expect((await gateway.fetch("two.localhost")).status).toBe(200);
});

test("requests to an instance of HTTP/2 share a connection", async () => {
  const server = await gateway.serveHttp2(h2c, (_, response) => response.end("ok"));
  let connections = 0;
  server.on("session", () => connections++);
  const session = gateway.session();
  const answers = await Promise.all(Array.from({ length: 50 }, () => fetchHttp2(session, to("two"))));
  expect(answers.map(({ status }) => status)).toEqual(Array<number>(50).fill(200));
  expect(connections).toBe(1);
});

describe("a call as gRPC makes it", () => {
  const call = (headers = {}) => ({
    ...to("two"),
    ":method": "POST",
    te: "trailers",
    "content-type": "application/grpc",
    ...headers,
  });

  test("streams in both directions, and ends with the status in the trailers", async () => {
    let te: string | undefined;
    await gateway.serveStreams(h2c, (stream, headers) => {
      te = headers.te;
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0", "grpc-message": "fine" }));
      stream.on("data", (chunk: Buffer) => stream.write(`re: ${chunk.toString()}`));
      stream.on("end", () => stream.end());
    });
    const stream = gateway.session().request(call());
    let [received, trailers]: [string, any] = ["", undefined];
    stream.on("data", (chunk: Buffer) => (received += chunk.toString()));
    stream.on("trailers", (value) => (trailers = value));
    await once(stream, "ready");
    for (const text of ["one", "two"]) {
      stream.write(text);
      await until(() => received.endsWith(`re: ${text}`));
    }
    stream.end();
    await once(stream, "close");
    expect(trailers).toMatchObject({ "grpc-status": "0", "grpc-message": "fine" });
    expect(te).toBe("trailers");
  });

  test("may be answered with headers only", async () => {
    await gateway.serveStreams(h2c, (stream) => {
      stream.respond({ ":status": 200, "grpc-status": "5" }, { endStream: true });
    });
    const answer = await fetchHttp2(gateway.session(), call(), "text");
    expect(answer).toMatchObject({ status: 200, isEndOfHeaders: true, headers: { "grpc-status": "5" } });
  });

  test("sends its trailers", async () => {
    let trailers: any;
    await gateway.serveHttp2(h2c, (request, response) => {
      request.resume().on("end", () => {
        ({ trailers } = request);
        response.end();
      });
    });
    const stream = gateway.session().request(call(), { waitForTrailers: true });
    stream.on("wantTrailers", () => {
      stream.sendTrailers({ "x-sum": "42" });
    });
    stream.end("text");
    await once(stream.resume(), "close");
    expect(trailers).toMatchObject({ "x-sum": "42" });
  });
});

describe("an instance that ends in the middle of its answer cuts the answer, if it", () => {
  const frame = (type: number, flags: number, stream: number, payload: Buffer) =>
    Buffer.concat([Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, stream]), payload]);
  const [settings, headers, data] = [
    frame(4, 0, 0, Buffer.alloc(0)),
    frame(1, 4, 1, Buffer.from([0x88])),
    frame(0, 0, 1, Buffer.from("part")),
  ];

  test.each([
    ["cancels the request", frame(3, 0, 1, Buffer.from([0, 0, 0, 8]))],
    ["reports an error", frame(3, 0, 1, Buffer.from([0, 0, 0, 2]))],
    ["closes its connection", undefined],
  ])("%s", async (_, reset) => {
    await gateway.servePlain(h2c, (socket) => {
      socket.write(settings);
      // The acknowledgement of the settings follows the request.
      let received = Buffer.alloc(0);
      socket.on("data", (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        if (!received.includes(Buffer.from("0000000401", "hex"))) return;
        socket.write(Buffer.concat([headers, data]));
        if (reset === undefined) socket.end();
        else socket.write(reset);
      });
    });
    await expect(gateway.fetch("two.localhost")).rejects.toMatchObject({ code: "ECONNRESET" });
  });
});

test("a client that cancels its request ends the request of the instance", async () => {
  let isClosed = false;
  await gateway.serveStreams(h2c, (stream) => {
    stream.respond({ ":status": 200 });
    stream.on("close", () => (isClosed = true)).on("error", () => undefined);
  });
  const stream = gateway.session().request(to("two"));
  stream.on("error", () => undefined);
  await once(stream, "response");
  stream.close(8);
  await until(() => isClosed && gateway.runtime.leases === 0);
});

test("an instance of HTTP/2 that has restarted is asked again", async () => {
  const server = await gateway.serveHttp2(h2c, (_, response) => response.end("ok"));
  let session: any;
  server.on("session", (value) => (session = value));
  expect((await fetchHttp2(gateway.session(), to("two"))).status).toBe(200);
  session.destroy();
  expect((await fetchHttp2(gateway.session(), to("two"))).status).toBe(200);
});

test("a container of HTTP/2 that answers in HTTP/1.1 is answered with 502", async () => {
  await gateway.serve(h2c, (_, response) => response.end("ok"));
  expect((await gateway.fetch("two.localhost")).status).toBe(502);
});

test("a container of HTTP/2 that does not listen is answered with 502", async () => {
  const server = await gateway.serveHttp2(h2c, () => undefined);
  await new Promise((resolve) => server.close(resolve));
  const answer = await fetchHttp2(gateway.session(), { ...to("two"), ":method": "POST" }, "text");
  expect(answer.status).toBe(502);
});

test("the preface of HTTP/2 may arrive byte by byte", async () => {
  const socket = connect(gateway.port, "127.0.0.1");
  socket.setNoDelay();
  for (const byte of Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")) {
    socket.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.write(Buffer.from("000000040000000000", "hex"));
  const [data] = (await once(socket, "data")) as [Buffer];
  // The frame type of SETTINGS.
  expect(data[3]).toBe(4);
  socket.destroy();
});

test("a host that nobody has, and this server itself, are known to HTTP/2", async () => {
  const session = gateway.session();
  expect((await fetchHttp2(session, { ":path": "/", ":authority": "evil.example.com" })).status).toBe(403);
  expect((await fetchHttp2(session, { ":path": "/", ":authority": "127.0.0.1" })).text).toBe("api");
  const both = { ":path": "/", ":authority": "127.0.0.1", host: "one.localhost" };
  expect((await fetchHttp2(session, both)).status).toBe(403);
});

test("a request by HTTP/1.1 that offers HTTP/2 is an ordinary request", async () => {
  await gateway.serve(http1, (request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => response.end(`${request.url} ${request.headers.upgrade} ${body}`));
  });
  const headers = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAMAAABk" };
  const answer = await gateway.fetch("one.localhost", { path: "/a?b", method: "POST", headers, body: "text" });
  expect(answer).toMatchObject({ status: 200, text: "/a?b undefined text" });
  expect((await gateway.fetch("127.0.0.1", { headers })).text).toBe("api");
});
