import { CONTAINERS, createNamespace, PROJECT, useServer } from "./helpers/server";

const server = useServer();
const path = `${CONTAINERS}/namespaces`;
const body = { project_id: PROJECT, name: "shop" };
const operation = "containers CreateNamespace";

test.each([
  [429, "too_many_requests"],
  [500, "internal"],
  [403, "permissions_denied"],
])("a fault answers %i once, and nothing is created", async (status, type) => {
  await server.control("POST", "faults", { operation, status });
  expect(await server.call("POST", path, body)).toMatchObject({ status, body: { type } });
  expect((await server.call("GET", path)).body.total_count).toBe(0);
  expect((await server.call("POST", path, body)).status).toBe(200);
});

test("a fault counts its times, and other operations are not its concern", async () => {
  await server.control("POST", "faults", { operation, status: 500, times: 2 });
  const statuses: number[] = [];
  for (const [method, content] of [["GET"], ["POST", body], ["POST", body], ["POST", body]] as const) {
    statuses.push((await server.call(method, path, content)).status);
  }
  expect(statuses).toEqual([200, 500, 500, 200]);
});

test("a lost answer leaves what was created", async () => {
  await server.control("POST", "faults", { operation, answer_lost: true });
  await expect(server.call("POST", path, body)).rejects.toThrow("fetch failed");
  expect((await server.call("GET", path)).body.namespaces).toMatchObject([{ name: "shop" }]);
});

test("a slow answer is late, and other requests are not", async () => {
  await server.control("POST", "faults", { operation, delay_ms: 300 });
  const start = performance.now();
  const slow = server.call("POST", path, body);
  await server.call("GET", path);
  const fast = performance.now() - start;
  await slow;
  expect(performance.now() - start).toBeGreaterThan(295);
  expect(fast).toBeLessThan(250);
});

test("faults are listed and cleared; `*` is every operation", async () => {
  await server.control("POST", "faults", { operation: "*", status: 503, times: 5 });
  const { body: list } = await server.control("GET", "faults");
  expect(list.faults).toMatchObject([{ operation: "*", status: 503, times: 5 }]);
  await server.control("DELETE", "faults");
  expect(await createNamespace(server)).toMatchObject({ name: "shop" });
});

test.each([[{}], [{ operation: "containers Explode" }], [{ operation, status: 200 }], [{ operation, times: 0 }]])(
  "the fault %j is rejected",
  async (fault) => {
    expect((await server.control("POST", "faults", fault)).status).toBe(400);
  },
);

test("operations are listed by name", async () => {
  const { body: list } = await server.control("GET", "operations");
  expect(list.operations).toEqual(expect.arrayContaining([operation, "sqs CreateQueue", "iam SetRules"]));
});
