import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { QueueApi } from "../../lib/scaleway-api/queues";

const ACCESS = { url: "https://example.com/queue", region: "fr-par", accessKey: "key", secretKey: "hunter2-queue-key" };

/** Asks a server for the depth of a queue; `apiUrl` is the URL of the API, by default that of the server. */
async function ask([status, body]: readonly [number, object], settings: { apiUrl?: string | undefined } = {}) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => bodies.push(String(chunk)));
    request.on("end", () => response.writeHead(status).end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = new QueueApi("apiUrl" in settings ? settings.apiUrl : endpoint, { firstWaitMs: 0 });
  try {
    return { result: await api.depthOf({ ...ACCESS, endpoint }).catch((error: unknown) => error), bodies };
  } finally {
    await api.close();
    server.close();
  }
}

const DEPTH = { Attributes: { ApproximateNumberOfMessages: "3", ApproximateNumberOfMessagesNotVisible: "1" } };

test("the depth of a queue is read with its URL", async () => {
  const { result, bodies } = await ask([200, DEPTH]);
  expect(result).toEqual({ visible: 3, inFlight: 1 });
  expect(JSON.parse(bodies.join(""))).toMatchObject({ QueueUrl: ACCESS.url });
});

test.each([undefined, "http://127.0.0.1:1", "https://api.scaleway.com"])(
  "credentials go to no server beside Scaleway and the API, such as %s",
  async (apiUrl) => {
    const { result, bodies } = await ask([200, DEPTH], { apiUrl });
    expect(result).toMatchObject({ name: "ScalewayApiError" });
    expect(bodies).toEqual([]);
  },
);

test.each<[number, object, string]>([
  [400, { __type: "com.amazonaws.sqs#QueueDoesNotExist" }, "not-found"],
  [403, { __type: "AccessDenied" }, "forbidden"],
  [500, {}, "server-error"],
  [200, {}, "unexpected-answer"],
  [200, { Attributes: { ...DEPTH.Attributes, ApproximateNumberOfMessages: "many" } }, "unexpected-answer"],
])("status %i with %j is the error %s, without the key", async (status, body, code) => {
  const { result } = await ask([status, { ...body, message: ACCESS.secretKey }]);
  expect(result).toMatchObject({ code });
  expect(String(result)).not.toContain(ACCESS.secretKey);
});
