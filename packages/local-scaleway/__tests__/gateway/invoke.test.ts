import type { IncomingMessage } from "node:http";
import { useGateway } from "../helpers/gateway";
import { MISSING } from "../helpers/server";

const gateway = useGateway();
const CALL = { method: "post", path: "/run?x=1", headers: {}, body: "" };

test("a call reaches a private container that requires HTTPS, with its method, path, headers and body", async () => {
  const fields = { privacy: "private", https_connections_only: true };
  const { id, public_endpoint } = await gateway.create("called", fields);
  let received: IncomingMessage | undefined;
  let body = "";
  await gateway.serve(id, (request, response) => {
    received = request;
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => response.writeHead(202).end("long answer"));
  });
  const headers = { "X-Custom": "1", "content-length": "999", "transfer-encoding": "chunked" };
  expect(await gateway.gateway.invoke(id, { ...CALL, headers, body: "Grüße" })).toBe(202);
  expect(received).toMatchObject({ method: "POST", url: "/run?x=1" });
  expect(received!.headers).toMatchObject({
    host: new URL(public_endpoint).host,
    "x-custom": "1",
    "content-length": "7",
    "x-forwarded-proto": "https",
  });
  expect(body).toBe("Grüße");
  expect(gateway.runtime.leases).toBe(0);
  expect(gateway.gateway.log.list(id)).toMatchObject([{ method: "POST", path: "/run", status: 202 }]);
});

test("a call of a container of HTTP/2 arrives", async () => {
  const { id } = await gateway.create("called-h2c", { protocol: "h2c" });
  await gateway.serveHttp2(id, (request, response) => {
    response.statusCode = request.httpVersion === "2.0" ? 200 : 500;
    request.resume().on("end", () => response.end("x".repeat(100_000)));
  });
  expect(await gateway.gateway.invoke(id, { ...CALL, body: "text" })).toBe(200);
});

test("a call returns 404 for a missing container, 503 without an instance, 504 after the timeout, and 502 for garbage", async () => {
  const { invoke } = gateway.gateway;
  const { id } = await gateway.create("failing-call", { timeout: "0.1s" });
  expect(await invoke(MISSING, CALL)).toBe(404);
  expect(await invoke(id, CALL)).toBe(503);
  await gateway.serve(id, () => undefined);
  expect(await invoke(id, CALL)).toBe(504);
  await gateway.servePlain(id, (socket) => socket.once("data", () => socket.end("garbage\r\n\r\n")));
  expect(await invoke(id, CALL)).toBe(502);
});

test("headers that are not valid fail the call, and nothing else", async () => {
  const { id } = await gateway.create("invalid-call");
  await gateway.serve(id, (_, response) => response.end());
  expect(await gateway.gateway.invoke(id, { ...CALL, headers: { "not valid": "x" } })).toBe(502);
  expect(await gateway.gateway.invoke(id, { ...CALL, headers: { x: "line\r\nbreak: 1" } })).toBe(502);
  expect(await gateway.gateway.invoke(id, CALL)).toBe(200);
});
