import { useGateway } from "../helpers/gateway";

const gateway = useGateway();
let received: string[] = [];

beforeAll(async () => {
  const { id } = await gateway.create("target");
  await gateway.serve(id, (request, response) => {
    received.push(`${request.method} ${request.url}`);
    request.resume().on("end", () => response.end("ok"));
  });
});

beforeEach(() => {
  received = [];
});

const head = (line: string, ...headers: string[]) => [line, "host: target.localhost", ...headers, "", ""].join("\r\n");

test.each([
  ["two lengths", head("POST / HTTP/1.1", "content-length: 1", "content-length: 2") + "ab"],
  ["the same length twice", head("POST / HTTP/1.1", "content-length: 1", "content-length: 1") + "a"],
  ["a length and chunks", head("POST / HTTP/1.1", "content-length: 1", "transfer-encoding: chunked") + "0\r\n\r\n"],
  ["an unknown coding", head("POST / HTTP/1.1", "transfer-encoding: chunked, identity") + "0\r\n\r\n"],
  ["a coding that is not the last", head("POST / HTTP/1.1", "transfer-encoding: identity") + "x"],
  ["a coding that looks like chunked", head("POST / HTTP/1.1", "transfer-encoding: xchunked") + "0\r\n\r\n"],
  ["a space before the colon", head("POST / HTTP/1.1", "content-length : 1") + "a"],
  ["a folded header", head("GET / HTTP/1.1", "x: 1\r\n continued")],
  ["a line feed alone", "GET / HTTP/1.1\nhost: target.localhost\n\n"],
  ["a negative length", head("POST / HTTP/1.1", "content-length: -1") + "a"],
  ["a header of a megabyte", head("GET / HTTP/1.1", `x: ${"x".repeat(1_000_000)}`)],
  ["two hosts", head("GET / HTTP/1.1", "host: other.localhost", "connection: close")],
  ["no host", "GET / HTTP/1.1\r\nconnection: close\r\n\r\n"],
  ["a URL as its target", head("GET http://target.localhost/ HTTP/1.1", "connection: close")],
  ["the target *", head("OPTIONS * HTTP/1.1", "connection: close")],
  ["HTTP/1.0", head("GET / HTTP/1.0")],
  ["CONNECT", head("CONNECT target.localhost:80 HTTP/1.1")],
])("a request with %s does not reach the container", async (_, text) => {
  const answer = await gateway.raw(text);
  expect(answer).not.toMatch(/^HTTP\/1\.1 2/);
  expect(received).toEqual([]);
});

test("a coding besides chunked is answered with 501", async () => {
  const text = head("POST / HTTP/1.1", "transfer-encoding: gzip, chunked", "connection: close") + "0\r\n\r\n";
  expect(await gateway.raw(text)).toMatch(/^HTTP\/1\.1 501 /);
  expect(received).toEqual([]);
});

test("a body with chunks stays one request, also with a method that usually has none", async () => {
  const body = "GET /smuggled HTTP/1.1\r\nhost: target.localhost\r\n\r\n";
  const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  for (const method of ["GET", "DELETE", "OPTIONS", "POST"]) {
    const text = head(`${method} /one HTTP/1.1`, "transfer-encoding: chunked", "connection: close") + chunk;
    expect(await gateway.raw(text)).toMatch(/^HTTP\/1\.1 200 /);
    expect(received.splice(0)).toEqual([`${method} /one`]);
  }
});

test("requests in a row are answered in their order", async () => {
  const text = head("GET /one HTTP/1.1") + head("GET /two HTTP/1.1", "connection: close");
  const answer = await gateway.raw(text);
  expect(answer.match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
  expect(received.toSorted()).toEqual(["GET /one", "GET /two"]);
});
