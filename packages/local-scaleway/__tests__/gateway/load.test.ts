import { Agent } from "node:http";
import { connect } from "node:net";
import { fetchHttp2, useGateway } from "../helpers/gateway";
import { until } from "../helpers/until";

const gateway = useGateway();
const host = "busy.localhost";
let id = "";

beforeAll(async () => {
  ({ id } = await gateway.create("busy"));
});

/** Runs a function many times, some at once, and returns the results. */
async function repeat<Result>(times: number, atOnce: number, work: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  let left = times;
  const worker = async () => {
    while (left-- > 0) results.push(await work());
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

test.each([
  [2000, "GET"],
  [500, "POST"],
])("%i requests with %s, 50 at a time, are all answered", async (count, method) => {
  await gateway.serve(id, (request, response) => request.resume().on("end", () => response.end("ok")));
  const agent = new Agent({ keepAlive: true });
  const body = method === "POST" ? { body: "x".repeat(1000) } : {};
  const answers = await repeat(count, 50, () => gateway.fetch(host, { method, agent, ...body }));
  agent.destroy();
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(gateway.runtime.leases).toBe(0);
});

test("500 requests on one connection of HTTP/2, 50 at a time, are all answered", async () => {
  await gateway.serve(id, (_, response) => response.end("ok"));
  const session = gateway.session();
  const answers = await repeat(500, 50, () => fetchHttp2(session, { ":path": "/", ":authority": host }));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});

test("clients that go away leave no place and no request", async () => {
  let [arrived, closed] = [0, 0];
  await gateway.serve(id, (_, response) => {
    // Every other answer has begun.
    if (arrived++ % 2 === 0) response.write("part");
    response.on("close", () => closed++);
  });
  const leave = () =>
    new Promise<void>((resolve) => {
      const before = arrived;
      const socket = connect(gateway.port, "127.0.0.1", () => socket.write(`GET / HTTP/1.1\r\nhost: ${host}\r\n\r\n`));
      void until(() => arrived > before).then(() => socket.destroy());
      socket
        .on("error", () => undefined)
        .on("close", () => {
          resolve();
        });
    });
  await repeat(200, 20, leave);
  await until(() => gateway.runtime.leases === 0 && closed === arrived);
});
