import { CONTAINER_LIMITS, PROBE_LIMITS } from "../../../lib/facts/limits";
import { CONTAINERS, createContainer, createNamespace, PROJECT, useServer } from "./helpers/server";

const server = useServer();
const MB = 1_000_000;
const { memoryLimitMb, cpuLimit, maxScale, minScale, timeoutSeconds, localStorageLimitMb } = CONTAINER_LIMITS;

interface Row {
  readonly argument: string;
  readonly valid: object;
  readonly invalid: object;
}

const row = (argument: string, valid: unknown, invalid: unknown): Row => ({
  argument,
  valid: { [argument]: valid },
  invalid: { [argument]: invalid },
});
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`V${index}`, "x"]));

const ROWS: readonly Row[] = [
  row("name", "a".repeat(34), "a".repeat(35)),
  row("name", "ab", "a"),
  row("name", "a-b", "a-"),
  row("description", "d".repeat(255), "d".repeat(256)),
  row("image", "i".repeat(255), "i".repeat(256)),
  row("memory_limit_bytes", memoryLimitMb.min * MB, memoryLimitMb.min * MB - 1),
  row("memory_limit_bytes", memoryLimitMb.max * MB, memoryLimitMb.max * MB + 1),
  row("mvcpu_limit", cpuLimit.min, cpuLimit.min - 1),
  row("mvcpu_limit", cpuLimit.max, cpuLimit.max + 1),
  row("max_scale", maxScale.max, maxScale.max + 1),
  row("max_scale", 5, 5.5),
  {
    argument: "min_scale",
    valid: { min_scale: minScale.max, max_scale: 10 },
    invalid: { min_scale: 11, max_scale: 11 },
  },
  { argument: "min_scale", valid: { min_scale: 5, max_scale: 5 }, invalid: { min_scale: 5, max_scale: 4 } },
  row("timeout", `${timeoutSeconds.max}s`, `${timeoutSeconds.max + 1}s`),
  row("timeout", "10.000000000s", "10"),
  row("port", 8080, 8008),
  row("port", 65535, 65536),
  row("local_storage_limit_bytes", localStorageLimitMb.max * MB, localStorageLimitMb.max * MB + 1),
  row("privacy", "private", "secret"),
  row("tags", ["a"], "a"),
  row("environment_variables", many(200), many(201)),
  row("environment_variables", { ["N".repeat(100)]: "x" }, { ["N".repeat(101)]: "x" }),
  {
    argument: "environment_variables.BIG",
    valid: { environment_variables: { BIG: "x".repeat(65_536) } },
    invalid: { environment_variables: { BIG: "x".repeat(65_537) } },
  },
  {
    argument: "secret_environment_variables.BIG",
    valid: { secret_environment_variables: { BIG: "é".repeat(32_768) } },
    invalid: { secret_environment_variables: { BIG: "é".repeat(32_769) } },
  },
  {
    argument: "scaling_option",
    valid: { scaling_option: { cpu_usage_threshold: 70 }, min_scale: 1 },
    invalid: { scaling_option: { cpu_usage_threshold: 70 }, min_scale: 0 },
  },
  row(
    "scaling_option",
    { concurrent_requests_threshold: 80 },
    { concurrent_requests_threshold: 80, cpu_usage_threshold: 70 },
  ),
  {
    argument: "liveness_probe.failure_threshold",
    valid: { liveness_probe: { tcp: {}, failure_threshold: PROBE_LIMITS.failureThreshold.max } },
    invalid: { liveness_probe: { tcp: {}, failure_threshold: PROBE_LIMITS.failureThreshold.max + 1 } },
  },
  row("startup_probe", { http: { path: "/" } }, { http: { path: "/" }, tcp: {} }),
];

test.each(ROWS.map((each) => [each.argument, each] as const))(
  "accepts the last valid %s, and rejects the first invalid one",
  async (argument, { valid, invalid }) => {
    const { id } = await createNamespace(server);
    const create = (settings: object) =>
      server.call("POST", `${CONTAINERS}/containers`, { namespace_id: id, name: "api", image: "nginx", ...settings });
    const rejected = await create(invalid);
    expect([rejected.status, rejected.body.type]).toEqual([400, "invalid_arguments"]);
    expect(rejected.body.details[0].argument_name).toBe(argument);
    expect(await create(valid)).toMatchObject({ status: 200 });
  },
);

test("reports all problems of a request at once", async () => {
  const { id } = await createNamespace(server);
  const body = { namespace_id: id, name: "api", image: "nginx", port: 0, mvcpu_limit: 1, privacy: "x" };
  const { body: error } = await server.call("POST", `${CONTAINERS}/containers`, body);
  const reasons = error.details.map(({ argument_name, reason }: Record<string, string>) => [argument_name, reason]);
  expect(reasons).toEqual([
    ["mvcpu_limit", "constraint"],
    ["privacy", "unknown"],
    ["port", "constraint"],
  ]);
});

test("counts the variables of the namespace for its containers", async () => {
  const { id } = await createNamespace(server, { environment_variables: { SHARED: "a" } });
  const body = { namespace_id: id, name: "api", image: "nginx", environment_variables: many(200) };
  expect((await server.call("POST", `${CONTAINERS}/containers`, body)).status).toBe(400);
});

test("changes nothing if an update is rejected", async () => {
  const { id, ...before } = await createContainer(server);
  const update = { description: "new", port: 0 };
  expect((await server.call("PATCH", `${CONTAINERS}/containers/${id}`, update)).status).toBe(400);
  const { body } = await server.call("GET", `${CONTAINERS}/containers/${id}`);
  expect(body.description).toBe(before.description);
});

test.each([
  ["account/v3/projects", { name: "" }],
  ["registry/v1/regions/fr-par/namespaces", { name: "x", project_id: PROJECT }],
  ["iam/v1alpha1/applications", { name: "n".repeat(65) }],
  ["iam/v1alpha1/applications", { name: "app", tags: Array.from({ length: 11 }, (_, index) => `t${index}`) }],
  ["secret-manager/v1beta1/regions/fr-par/secrets", { name: "not a name", project_id: PROJECT }],
  ["containers/v1/regions/fr-par/namespaces", { name: "1shop", project_id: PROJECT }],
  ["containers/v1/regions/fr-par/namespaces", { name: "shop", project_id: "not-an-id" }],
])("rejects invalid arguments of %s: %j", async (path, body) => {
  expect(await server.call("POST", `/${path}`, body)).toMatchObject({
    status: 400,
    body: { type: "invalid_arguments" },
  });
});
