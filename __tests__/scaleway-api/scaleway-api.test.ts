import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CONTAINERS, DOMAINS, getResource, listResources } from "../../lib/scaleway-api/containers";
import { pathOf, ScalewayApi } from "../../lib/scaleway-api/scaleway-api";

const SECRET = "5eaf1e55-0000-4000-8000-c0ffee123456";
const NAMESPACE = { region: "fr-par", namespaceId: "11111111-1111-4111-8111-111111111111" };

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function serve(handler: Handler): Promise<{ url: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** A client that records the waits that the server requests, and does not wait. */
function clientOf(apiUrl: string, requestMs = 30_000) {
  const waits: number[] = [];
  const timeouts = { connectMs: requestMs, headersMs: requestMs, bodyMs: requestMs, requestMs };
  const wait = (ms: number) => Promise.resolve(waits.push(ms));
  const api = new ScalewayApi({ apiUrl, secretKey: SECRET }, { wait, firstWaitMs: 0, timeouts });
  ends.push(() => api.close());
  return { api, waits };
}

function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
}

async function errorOf(promise: Promise<unknown>): Promise<Error & { code: string; status?: number }> {
  return (await promise.then(
    () => undefined,
    (error: unknown) => error,
  )) as Error & { code: string };
}

test("sends the secret key, the path and the query", async () => {
  const { url, requests } = await serve((_, response) => {
    answer(response, 200, { id: "x" });
  });
  const path = pathOf`/containers/v1/regions/${"fr-par"}/containers/${"../a b"}`;
  expect(await clientOf(url).api.get(path, { name: "a&b", missing: undefined })).toEqual({ id: "x" });
  expect(requests[0]!.url).toBe("/containers/v1/regions/fr-par/containers/..%2Fa%20b?name=a%26b");
  expect(requests[0]!.headers["x-auth-token"]).toBe(SECRET);
});

test("reads all pages of a list", async () => {
  const total = 230;
  const { url, requests } = await serve((request, response) => {
    const query = new URL(request.url!, "http://localhost").searchParams;
    const [page, size] = [Number(query.get("page")), Number(query.get("page_size"))];
    const names = Array.from({ length: total }, (_, index) => index).slice((page - 1) * size, page * size);
    answer(response, 200, { things: names, total_count: total });
  });
  const things = await clientOf(url).api.list("/things", "things");
  expect(things).toEqual(Array.from({ length: total }, (_, index) => index));
  expect(requests).toHaveLength(3);
});

test("ends if a list becomes shorter between two pages", async () => {
  const { url } = await serve((request, response) => {
    const isFirst = request.url!.includes("page=1&");
    answer(response, 200, { things: isFirst ? [1] : [], total_count: 2 });
  });
  expect(await clientOf(url).api.list("/things", "things")).toEqual([1]);
});

test.each([
  [401, "unauthorized"],
  [403, "forbidden"],
  [404, "not-found"],
  [400, "unexpected-status"],
  [429, "rate-limited"],
  [503, "server-error"],
])("status %i is the error %s, which repeats nothing that the server sent", async (status, code) => {
  const { url, requests } = await serve((_, response) => {
    answer(response, status, { message: `the key ${SECRET}`, details: [{ action: SECRET, resource: "container" }] });
  });
  const error = await errorOf(clientOf(url).api.get("/x"));
  expect(error).toMatchObject({ name: "ScalewayApiError", code, status });
  expect(error.message).not.toContain(SECRET);
  expect(requests.length).toBe(status === 429 || status >= 500 ? 4 : 1);
});

test("names the permission that is missing", async () => {
  const { url } = await serve((_, response) => {
    answer(response, 403, { details: [{ action: "read", resource: "container" }], type: "permissions_denied" });
  });
  expect((await errorOf(clientOf(url).api.get("/x"))).message).toContain("read container");
});

test("waits as a busy API requests, and tries again", async () => {
  let isBusy = true;
  const { url } = await serve((_, response) => {
    answer(response, isBusy ? 429 : 200, { id: "x" }, isBusy ? { "retry-after": "7" } : {});
    isBusy = false;
  });
  const { api, waits } = clientOf(url);
  expect(await api.get("/x")).toEqual({ id: "x" });
  expect(waits).toEqual([7000]);
});

test("the secret key is not sent to another host, also not after a redirect", async () => {
  const other = await serve((_, response) => {
    answer(response, 200, { id: "x" });
  });
  const { url } = await serve((_, response) => {
    answer(response, 307, "", { location: `${other.url}/x` });
  });
  await clientOf(url).api.get("/x");
  expect(other.requests).toHaveLength(1);
  expect(JSON.stringify(other.requests[0]!.headers)).not.toContain(SECRET);
});

test.each<[string, Handler, string]>([
  ["a closed connection", (request) => request.socket.destroy(), "unreachable"],
  ["no answer in time", () => undefined, "unreachable"],
  ["half of an answer", (_, response) => response.writeHead(200).write("{"), "unreachable"],
  ["a page of a proxy", (_, response) => response.end("<html>login</html>"), "unexpected-answer"],
  ["a list", (_, response) => response.end("[]"), "unexpected-answer"],
  ["a redirect without end", (_, response) => response.writeHead(307, { location: "/x" }).end(), "unreachable"],
])("is an error: %s", async (_, handler, code) => {
  const { url } = await serve(handler);
  // Every server of this table answers at once, or never.
  const error = await errorOf(clientOf(url, 1000).api.get("/x"));
  expect(error).toMatchObject({ name: "ScalewayApiError", code });
});

test("a host that does not exist is an error", async () => {
  const { url } = await serve(() => undefined);
  await ends.splice(0).at(-1)!();
  expect(await errorOf(clientOf(url).api.get("/x"))).toMatchObject({ code: "unreachable" });
});

test.each([
  ["no list", { total_count: 1 }],
  ["no count", { containers: [] }],
  ["a field of another type", { containers: [{ id: "x", status: 7 }], total_count: 1 }],
])("an answer without the documented fields is an error: %s", async (_, body) => {
  const { url } = await serve((__, response) => {
    answer(response, 200, body);
  });
  const error = await errorOf(listResources(CONTAINERS, NAMESPACE, clientOf(url).api));
  expect(error).toMatchObject({ code: "unexpected-answer" });
});

test("the hashes of secrets in an answer are dropped", async () => {
  const domain = { id: "x", container_id: "y", hostname: "api.example.com", status: "ready" };
  const { url } = await serve((_, response) => {
    answer(response, 200, { ...domain, secret_environment_variables: { KEY: "$argon2id$…" } });
  });
  expect(await getResource(DOMAINS, { region: "fr-par", id: "x" }, clientOf(url).api)).toEqual(domain);
});

test("without a secret key, there is no client", () => {
  expect(() => new ScalewayApi({ apiUrl: "https://api.scaleway.com" })).toThrow(
    expect.objectContaining({ code: "no-credentials" }),
  );
});
