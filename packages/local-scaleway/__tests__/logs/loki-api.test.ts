import { request } from "node:http";
import { WebSocket } from "undici";
import { API, line, LokiTestServer, WORKER } from "../helpers/logs";

const server = new LokiTestServer();
const START = Date.now();
beforeAll(async () => {
  await server.start();
  for (let number = 0; number < 10; number++) {
    server.logs.append(line(`api ${number}`, { time: START, stream: number % 2 ? "stderr" : "stdout" }));
    server.logs.append(line(`worker ${number}`, { time: START, containerId: WORKER, instanceId: "i2" }));
  }
});
afterAll(() => server.stop());

const BOTH = '{resource_type="serverless_container"}';
const range = (parameters: Record<string, string> = {}) => server.get("query_range", { query: BOTH, ...parameters });
const messages = (body: any): string[] =>
  body.data.result.flatMap(({ values }: any) => values.map(([, text]: any) => JSON.parse(text).message));

describe("query_range", () => {
  test("has the shape that Loki documents, with the line that Cockpit has", async () => {
    const { status, body } = await range({ query: `{resource_id="${API}"}`, limit: "1" });
    expect([status, body]).toEqual([
      200,
      {
        status: "success",
        data: {
          resultType: "streams",
          result: [
            {
              stream: {
                region: "fr-par",
                resource_id: API,
                resource_name: "shop1eb07827-order-api",
                resource_type: "serverless_container",
              },
              values: [
                [expect.stringMatching(/^\d{19}$/), '{"message":"api 9","resource_instance":"i1","stream":"stderr"}'],
              ],
            },
          ],
          stats: {},
        },
      },
    ]);
  });

  test("returns the newest lines of all containers together, or the oldest", async () => {
    expect(messages((await range({ limit: "3" })).body).sort()).toEqual(["api 9", "worker 8", "worker 9"]);
    const { body } = await range({ limit: "3", direction: "FORWARD" });
    expect(messages(body).sort()).toEqual(["api 0", "api 1", "worker 0"]);
  });

  test("sorts each stream by its direction", async () => {
    const query = `{resource_id="${API}"}`;
    const all = Array.from({ length: 10 }, (_, number) => `api ${number}`);
    expect(messages((await range({ query, direction: "forward" })).body)).toEqual(all);
    expect(messages((await range({ query })).body)).toEqual(all.toReversed());
  });

  test("filters lines", async () => {
    const { body } = await range({ query: `${BOTH} |= "stderr" !~ "api [1-7]"` });
    expect(messages(body)).toEqual(["api 9"]);
  });

  test("pages through lines of one millisecond without a gap", async () => {
    const found: string[] = [];
    for (let start = "0"; ;) {
      const { body } = await range({ query: `{resource_id="${API}"}`, start, limit: "3", direction: "forward" });
      const last = body.data.result[0]?.values.at(-1)[0];
      if (last === undefined) break;
      found.push(...messages(body));
      start = String(BigInt(last) + 1n);
    }
    expect(found).toEqual(Array.from({ length: 10 }, (_, number) => `api ${number}`));
  });

  test("accepts a form, as Grafana sends it", async () => {
    const body = new URLSearchParams({ query: BOTH, limit: "1" });
    const answer = await fetch(`${server.url}/loki/api/v1/query_range`, {
      method: "POST",
      body,
      headers: { "x-token": "x" },
    });
    expect(messages(await answer.json())).toEqual(["worker 9"]);
  });

  const iso = (ms: number) => new Date(ms).toISOString();
  test.each([
    [{ start: String(START + 60_000), end: String(START + 90_000) }, 0],
    [{ start: `${START - 5000}000000`, end: `${START - 1000}000000` }, 0],
    [{ start: `${START - 5000}000000`, end: `${START + 5000}000000` }, 20],
    [{ start: String(Math.floor(START / 1000) - 5), end: String(Math.floor(START / 1000) + 5) }, 20],
    [{ start: (START / 1000 - 5).toFixed(3), end: (START / 1000 + 5).toFixed(3) }, 20],
    [{ start: iso(START - 5000), end: iso(START + 5000) }, 20],
    [{ start: iso(START - 5000).replace("Z", "+00:00"), end: iso(START - 1000).replace("Z", "123456+00:00") }, 0],
    [{ end: iso(START + 3_600_000), since: "1h30m" }, 20],
    [{ end: iso(START + 2), since: "1ms" }, 0],
    [{ start: "0" }, 20],
    [{ start: "-5", end: "99999999999999999999999" }, 20],
    [{ end: "1" }, 0],
    [{ start: "2", end: "1" }, 400],
    [{ start: "yesterday" }, 400],
    [{ start: "2026-13-01T00:00:00Z" }, 400],
    [{ since: "5" }, 400],
    [{ since: "" }, 20],
    [{ limit: "0" }, 400],
    [{ limit: "-1" }, 400],
    [{ limit: "5001" }, 400],
    [{ limit: "1e3" }, 400],
    [{ direction: "sideways" }, 400],
    [{ query: "" }, 400],
    [{ query: "{}" }, 400],
  ] as [Record<string, string>, number][])("answers %j with %i", async (parameters, expected) => {
    const { status, body, text } = await range(parameters);
    if (expected === 400) expect([status, text]).toEqual([400, expect.stringMatching(/^\S.*\S$/)]);
    else expect([status, messages(body).length]).toEqual([200, expected]);
  });
});

describe("the other operations", () => {
  test("list labels and their values", async () => {
    const labels = ["region", "resource_id", "resource_name", "resource_type"];
    expect((await server.get("labels")).body).toEqual({ status: "success", data: labels });
    const names = ["shop1eb07827-order-api", "shop1eb07827-worker"];
    expect((await server.get("label/resource_name/values")).body.data).toEqual(names);
    const query = '{resource_name=~".+-worker"}';
    expect((await server.get("label/resource_name/values", { query })).body.data).toEqual(names.slice(1));
    expect((await server.get("label/missing/values")).body.data).toEqual([]);
    expect((await server.get("label/resource_name/values", { end: "1" })).body.data).toEqual([]);
  });

  test("list the streams that a selector matches", async () => {
    const { body } = await server.get("series", { "match[]": `{resource_id="${WORKER}"}` });
    expect(body.data).toEqual([expect.objectContaining({ resource_id: WORKER })]);
    expect((await server.get("series")).status).toBe(400);
  });

  test("do not include instant queries of lines, metrics and other stages", async () => {
    expect((await server.get("query", { query: BOTH })).text).toMatch(
      /^log queries are not supported as an instant query/,
    );
    expect((await server.get("query", { query: `rate(${BOTH}[5m])` })).text).toMatch(/^parse error at line 1, col 1: /);
    expect((await server.get("query_range", { query: `${BOTH} | json` })).status).toBe(400);
    expect((await server.get("push")).status).toBe(404);
  });

  test.each([
    [{}, 401],
    [{ "x-token": "any" }, 200],
    [{ authorization: "Bearer any" }, 200],
  ])("need a token: %j is answered with %i", async (headers, status) => {
    const answer = await server.get("labels", {}, headers);
    expect(answer.status).toBe(status);
  });

  test("have no headers for websites", async () => {
    const { headers } = await fetch(`${server.url}/loki/api/v1/labels`, {
      headers: { "x-token": "x", origin: "http://a" },
    });
    expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  test("reject a form that is too large", async () => {
    const body = new URLSearchParams({ query: "x".repeat(300_000) });
    const answer = await fetch(`${server.url}/loki/api/v1/series`, {
      method: "POST",
      body,
      headers: { "x-token": "x" },
    });
    expect(answer.status).toBe(413);
  });
});

describe("tail", () => {
  const tail = (parameters: Record<string, string>, headers: Record<string, string> = { "x-token": "any" }) =>
    new WebSocket(
      `${server.url.replace("http", "ws")}/loki/api/v1/tail?${new URLSearchParams(parameters).toString()}`,
      {
        headers,
      },
    );
  const closed = (socket: WebSocket) =>
    new Promise((resolve) => {
      socket.addEventListener("close", resolve);
      socket.addEventListener("error", resolve);
    });

  test("sends the last lines and then new ones, until the client closes", async () => {
    const socket = tail({ query: `{resource_id="${API}"} |= "api"`, limit: "2" });
    const received: string[] = [];
    await new Promise<void>((resolve) => {
      socket.addEventListener("message", ({ data }) => {
        const first = received.length === 0;
        for (const { values } of JSON.parse(String(data)).streams) {
          received.push(...values.map(([, text]: any) => JSON.parse(text).message));
        }
        if (first) for (const text of ["api new", "other", "api last"]) server.logs.append(line(text));
        if (received.includes("api last")) resolve();
      });
    });
    expect(received).toEqual(["api 8", "api 9", "api new", "api last"]);
    socket.close();
    await closed(socket);
  });

  test.each([
    [{ query: BOTH }, {}],
    [{ query: "{" }, { "x-token": "any" }],
    [{ query: BOTH, limit: "0" }, { "x-token": "any" }],
  ])("refuses %j with the headers %j", async (parameters, headers) => {
    const socket = tail(parameters, headers);
    let isOpen = false;
    socket.addEventListener("open", () => (isOpen = true));
    await closed(socket);
    expect(isOpen).toBe(false);
  });

  test("ends when the server stops", async () => {
    const other = new LokiTestServer();
    await other.start();
    const socket = new WebSocket(`ws://127.0.0.1:${other.port}/loki/api/v1/tail?query=${encodeURIComponent(BOTH)}`, {
      headers: { "x-token": "any" },
    });
    await new Promise((resolve) => {
      socket.addEventListener("open", resolve);
    });
    const end = closed(socket);
    await other.stop();
    await end;
  });

  test("survives a client that disconnects, and one that sends garbage", async () => {
    for (const garbage of ["", "\x81\x80", "x".repeat(200_000)]) {
      await new Promise<void>((resolve) => {
        const headers = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-key": "x", "x-token": "any" };
        const sent = request(`${server.url}/loki/api/v1/tail?query=${encodeURIComponent(BOTH)}`, { headers });
        sent.on("upgrade", (_, socket) => {
          socket.on("error", () => undefined);
          socket.on("close", () => {
            resolve();
          });
          socket.write(garbage, "latin1", () => setTimeout(() => socket.destroy(), 50));
        });
        sent.end();
      });
    }
    expect((await server.get("labels")).status).toBe(200);
  });
});
