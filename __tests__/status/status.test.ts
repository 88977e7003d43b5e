import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Ajv from "ajv/dist/2020";
import { CONTAINERS, useServer } from "../../packages/local-scaleway/__tests__/helpers/server";
import { readLock } from "../../lib/images/lock-file";
import { statusOf } from "../../lib/status/status";
import { statusText } from "../../lib/status/text-report";
import { statusJsonSchema, type StatusReport } from "../../lib/status/status-schema";
import {
  create,
  deployContainer,
  deployDomain,
  deployNamespace,
  deployQueues,
  deployQueueTrigger,
  deploySchedule,
  deployTrigger,
  DIGEST,
  IMAGE,
  resource,
  SECRET,
  stateOf,
  useLocalScaleway,
  writeStacks,
} from "../helpers/deployed-shop";
import { expectGolden } from "../helpers/golden-file";
import { useReviewFolder } from "../helpers/review-folder";
import { printedErrors, runCli, runCliWith } from "../helpers/run-cli";

const PAGE = resolve("docs/status.md");
const server = useServer();
useReviewFolder();
beforeEach(() => {
  useLocalScaleway(server);
});

/** Runs the command, and checks its report against the schema. */
async function statusJson(...args: string[]): Promise<{ code: number; report: StatusReport }> {
  const { code, out, err } = await runCli("status", "--json", ...args);
  expect(err).toBe("");
  const report = JSON.parse(out) as StatusReport;
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(statusJsonSchema());
  expect(validate(report) ? [] : validate.errors).toEqual([]);
  expect(code).toBe(report.isReady ? 0 : 1);
  expect(out).not.toContain(SECRET);
  return { code, report };
}

/** A container in a stack `shop`. */
async function deployShop(
  ...args: Parameters<typeof deployContainer> extends [unknown, unknown, ...infer Rest] ? Rest : never
) {
  const namespace = await deployNamespace(server);
  const container = await deployContainer(server, namespace.id, ...args);
  const states = [namespace.state, container.state];
  writeStacks({ shop: { state: stateOf(states) } });
  return { namespaceId: namespace.id, id: container.id, states };
}

const lock = (digest: string, fields: object = {}, reference = IMAGE) => {
  const images = { [reference]: { digest, resolvedAt: "2026-01-31T10:00:00Z", ...fields } };
  writeFileSync("images.lock.json", JSON.stringify({ version: 1, images }));
};

test("a container with all its parts is ready, and the text and JSON contain them", async () => {
  const { id, states } = await deployShop();
  const { url, states: queues } = await deployQueues(server, { queue: 3, deadLetters: 1 });
  const parts = [
    await deployDomain(server, id),
    await deploySchedule(server, id),
    await deployQueueTrigger(server, id, url),
    await deployTrigger(server, id, {
      name: "prices",
      api: { nats_config: { server_urls: ["nats://x"], subject: "prices.>", credentials_file_content: "x" } },
      state: { nats: [{ subject: "prices.>" }] },
    }),
  ];
  writeStacks({ shop: { state: stateOf([...states, ...parts.map(({ state }) => state), ...queues]) } });
  lock(DIGEST);
  const { report } = await statusJson();
  expect(report).toMatchObject({ isReady: true, notRead: [] });
  const [container] = report.stacks[0]!.containers;
  expect(container).toMatchObject({
    ...{ name: "order-api", namespace: "shop", region: "fr-par", status: "ready", isReady: true },
    scale: { min: 0, max: 5 },
    image: { reference: IMAGE, digest: DIGEST, lock: "same" },
    domains: [{ hostname: "api.example.com", status: "ready", isInState: true }],
  });
  expect(container!.url).toContain("-order-api.functions.fnc.fr-par.scw.cloud");
  const [nightly, orders, prices] = container!.triggers;
  expect(nightly).toMatchObject({ type: "cron", schedule: "0 2 * * *", timezone: "Europe/Paris", status: "ready" });
  expect(nightly!.nextRun).toMatch(/T0[01]:00:00\.000Z$/);
  expect(orders).toMatchObject({
    queue: { name: "orders", visible: 3, inFlight: 0 },
    deadLetterQueue: { name: "orders-dead-letter", visible: 1, inFlight: 0 },
  });
  expect(prices).toMatchObject({ type: "nats", subject: "prices.>" });
  const { code, out } = await runCli("status", "shop");
  expect(code).toBe(0);
  for (const part of ["3 visible", "1 in orders-dead-letter", "api.example.com", "prices.>", IMAGE]) {
    expect(out).toContain(part);
  }
});

test("the page of the docs has the output of a deployment", async () => {
  const { id, namespaceId, states } = await deployShop();
  const { url, states: queues } = await deployQueues(server, { queue: 3, deadLetters: 1 });
  const worker = await deployContainer(server, namespaceId, {
    name: "worker",
    image: "rg.fr-par.scw.cloud/shop/hello-world:2",
    attributes: { registry_sha256: null },
  });
  const parts = [
    await deployDomain(server, id),
    await deploySchedule(server, id),
    await deployQueueTrigger(server, id, url),
    worker,
  ];
  const code = { resource: { scaleway_container: { reports: { name: "reports" } } } };
  writeStacks({ shop: { state: stateOf([...states, ...parts.map(({ state }) => state), ...queues]), code } });
  lock(`sha256:${"b".repeat(64)}`);
  const report = await statusOf({
    ...{ output: "cdktf.out", stacks: [], onProgress: () => undefined },
    now: new Date("2026-11-29T13:00:00Z"),
    lock: readLock("images.lock.json"),
  });
  const text = statusText(report, { hasColors: false, localZone: "UTC", lockFile: "images.lock.json" });
  const output = text.replaceAll(namespaceId.slice(0, 8), "1eb07827");
  const page = readFileSync(PAGE, "utf8");
  expectGolden(
    PAGE,
    page.replace(/(?<=```text\n)[^]*?(?=```)/, () => output),
  );
});

test.each([
  [
    "the lock has another digest",
    () => {
      lock(`sha256:${"b".repeat(64)}`);
    },
    "different",
  ],
  [
    "the image is not locked",
    () => {
      lock(DIGEST, {}, "nginx:1");
    },
    "not-locked",
  ],
  [
    "a placeholder of the lock is no digest",
    () => {
      lock(`sha256:${"0".repeat(64)}`);
    },
    "not-locked",
  ],
  ["there is no lock file", () => undefined, "no-lock-file"],
  [
    "the image of a rollback is deployed",
    () => {
      lock(DIGEST, { image: IMAGE }, "rg.fr-par.scw.cloud/shop/order-api:main");
    },
    "same",
  ],
])("compares the digest with the lock: %s", async (_, prepare, expected) => {
  await deployShop();
  prepare();
  const { report } = await statusJson();
  expect(report.stacks[0]!.containers[0]).toMatchObject({ isReady: true, image: { lock: expected } });
});

test("a container that was deleted outside of Terraform is gone, with its parts", async () => {
  const { id, states } = await deployShop();
  const schedule = await deploySchedule(server, id);
  writeStacks({ shop: { state: stateOf([...states, schedule.state]) } });
  await server.call("DELETE", `${CONTAINERS}/containers/${id}`);
  const { report } = await statusJson();
  expect(report.stacks[0]!.containers[0]).toMatchObject({
    status: "gone",
    isReady: false,
    triggers: [{ status: "gone" }],
  });
  const { code, out } = await runCli("status");
  expect(code).toBe(1);
  expect(out).toContain("npx cdktf deploy shop");
});

test("a failed deployment has Scaleway's reason, with the secrets of the state masked", async () => {
  await deployShop({
    image: "hello-world",
    attributes: { secret_environment_variables: { PASSWORD: "not listening on port" } },
  });
  const { report } = await statusJson();
  const [container] = report.stacks[0]!.containers;
  expect(container).toMatchObject({ status: "error", isReady: false });
  expect(container!.errorMessage).toBe("Container is unable to start OR is (sensitive) 8080");
  expect(report.verdict).toContain("shop/order-api (error)");
});

test("a container that is deploying, and a domain that is pending, are not ready", async () => {
  const { id, states } = await deployShop();
  await server.control("PUT", "settings", { settle_ms: 60_000 });
  const domain = await deployDomain(server, id);
  writeStacks({ shop: { state: stateOf([...states, domain.state]) } });
  expect((await statusJson()).report.stacks[0]!.containers[0]).toMatchObject({
    ...{ status: "ready", isReady: false },
    domains: [{ status: "creating" }],
  });
  await server.call("PATCH", `${CONTAINERS}/containers/${id}`, { max_scale: 7 });
  expect((await statusJson()).report.stacks[0]!.containers[0]).toMatchObject({ status: "updating", scale: { max: 7 } });
});

test("another image than in the state is reported, and is not ready", async () => {
  const { id } = await deployShop();
  await server.call("PATCH", `${CONTAINERS}/containers/${id}`, { image: "nginx:1.29" });
  const { report } = await statusJson();
  expect(report.stacks[0]!.containers[0]).toMatchObject({
    status: "ready",
    isReady: false,
    image: { running: "nginx:1.29" },
  });
});

test("a trigger that no state contains is listed", async () => {
  const { id } = await deployShop();
  await create(server, "triggers", {
    container_id: id,
    name: "by-hand",
    cron_config: { schedule: "* * * * *", timezone: "UTC" },
  });
  const { report } = await statusJson();
  expect(report).toMatchObject({ isReady: true });
  expect(report.stacks[0]!.containers[0]!.triggers).toMatchObject([{ name: "by-hand", isInState: false }]);
});

test("the trigger of a container that is in no state is listed with its stack", async () => {
  const namespace = await deployNamespace(server);
  const container = await deployContainer(server, namespace.id);
  const schedule = await deploySchedule(server, container.id);
  writeStacks({ jobs: { state: stateOf([schedule.state]) } });
  const { report } = await statusJson();
  expect(report.stacks[0]).toMatchObject({ containers: [], triggers: [{ name: "nightly", status: "ready" }] });
  expect((await runCli("status")).out).toContain("nightly");
});

test("the name of a namespace that no state contains comes from the API", async () => {
  const namespace = await deployNamespace(server, "shared");
  const container = await deployContainer(server, namespace.id);
  writeStacks({ shop: { state: stateOf([container.state]) } });
  expect((await statusJson()).report.stacks[0]!.containers[0]).toMatchObject({ namespace: "shared", status: "ready" });
});

test("a stack that is not deployed is not ready, and its containers are listed", async () => {
  const code = { resource: { scaleway_container: { api: { name: "order-api" }, b: { name: "${var.name}" } } } };
  writeStacks({ shop: { code }, empty: {} });
  const { report } = await statusJson();
  expect(report.stacks.map(({ isDeployed }) => isDeployed)).toEqual([false, false]);
  expect(report.stacks.find(({ name }) => name === "shop")!.containers).toMatchObject([
    { name: "order-api", status: "not-deployed" },
    { name: "scaleway_container.b", status: "not-deployed" },
  ]);
});

test("stacks without containers need no API", async () => {
  delete process.env["SCW_SECRET_KEY"];
  writeStacks({ data: { state: stateOf([resource("scaleway_object_bucket", "b", { id: "fr-par/b" })]) } });
  expect((await statusJson()).report).toMatchObject({ isReady: true, notRead: [] });
});

describe("what could not be read", () => {
  test("stands in the first line: no credentials", async () => {
    await deployShop();
    process.env["SCW_SECRET_KEY"] = "";
    process.env["SCW_CONFIG_PATH"] = join(process.cwd(), "missing.yaml");
    const { report } = await statusJson();
    expect(report.notRead).toMatchObject([{ what: ["Scaleway's API"] }]);
    expect(report.verdict).toContain("Not read: Scaleway's API");
    expect(report.stacks[0]!.containers[0]).toMatchObject({ status: "unknown", scale: { min: 0, max: 5 } });
  });

  test("stands in its place: one kind of resource without a permission", async () => {
    const { id, states } = await deployShop();
    const schedule = await deploySchedule(server, id);
    writeStacks({ shop: { state: stateOf([...states, schedule.state]) } });
    await server.control("POST", "faults", { operation: "containers ListTriggers", status: 403, times: 1 });
    const { report } = await statusJson();
    expect(report.notRead).toMatchObject([{ what: ["the triggers of shop"] }]);
    const [container] = report.stacks[0]!.containers;
    expect(container).toMatchObject({ status: "ready", isReady: false, triggers: [{ status: "unknown" }] });
  });

  test("ends the requests after a rejected key", async () => {
    await deployShop();
    await server.control("POST", "faults", { operation: "*", status: 401, times: 100 });
    const { report } = await statusJson();
    await server.control("DELETE", "faults");
    expect(report.notRead).toMatchObject([{ what: ["Scaleway's API"] }]);
  });

  test("a state that is broken, and the others are read", async () => {
    await deployShop();
    const state = readFileSync("terraform.shop.tfstate", "utf8");
    process.env["TERRAFORM_BINARY_NAME"] = "no-such-terraform";
    writeStacks({ shop: { state }, billing: { state: "{" } });
    const { report } = await statusJson();
    expect(report.notRead).toMatchObject([{ what: ["the state of billing"] }]);
    expect(report.stacks.find(({ name }) => name === "shop")).toMatchObject({ containers: [{ status: "ready" }] });
  });

  test("a queue: its depth is unknown, and not 0", async () => {
    const { id, states } = await deployShop();
    const { url, states: queues } = await deployQueues(server, { queue: 1, deadLetters: 0 });
    const trigger = await deployQueueTrigger(server, id, url);
    writeStacks({ shop: { state: stateOf([...states, trigger.state]) } });
    const first = await statusJson();
    expect(first.report.isReady).toBe(true);
    const queueOf = (report: StatusReport) => report.stacks[0]!.containers[0]!.triggers[0]!.queue!;
    expect(queueOf(first.report)).toEqual({ name: "orders", unknown: expect.stringContaining("credentials") });
    const wrong = JSON.parse(JSON.stringify(queues).replaceAll(/"secret_key":"[^"]+"/g, '"secret_key":"wrong"'));
    writeStacks({ shop: { state: stateOf([...states, trigger.state, ...wrong]) } });
    const second = await statusJson();
    expect(queueOf(second.report).visible).toBeUndefined();
    expect(second.report).toMatchObject({
      isReady: false,
      notRead: [{ what: expect.arrayContaining(["the queue orders"]) }],
    });
  });

  test("the credentials of a queue go to no other host", async () => {
    const { id, states } = await deployShop();
    const { url, states: queues } = await deployQueues(server, { queue: 1, deadLetters: 0 });
    const trigger = await deployQueueTrigger(server, id, url);
    const moved = JSON.parse(
      JSON.stringify(queues).replaceAll(`"sqs_endpoint":"${server.url}"`, '"sqs_endpoint":"https://sqs.example.com"'),
    );
    writeStacks({ shop: { state: stateOf([...states, trigger.state, ...moved]) } });
    expect((await statusJson()).report.notRead).toMatchObject([
      { what: ["the queue orders-dead-letter", "the queue orders"] },
    ]);
  });
});

test("the containers of two namespaces are read in pages", async () => {
  const states: object[] = [];
  for (const [name, count] of [
    ["shop", 101],
    ["jobs", 2],
  ] as const) {
    const namespace = await deployNamespace(server, name);
    const names = Array.from({ length: count }, (_, index) => `api-${index}`);
    const deployed = await Promise.all(names.map((each) => deployContainer(server, namespace.id, { name: each })));
    states.push(namespace.state, ...deployed.map(({ state }) => state));
  }
  writeStacks({ shop: { state: stateOf(states as never) } });
  const { report } = await statusJson();
  expect(report.isReady).toBe(true);
  expect(report.stacks[0]!.containers).toHaveLength(103);
});

test.each([
  ["no output directory", [], "no-stack", () => undefined],
  [
    "a misspelled stack",
    ["shpo"],
    "unknown-stack",
    () => {
      writeStacks({ shop: {} });
    },
  ],
])("is one error with the remedy: %s", async (_, args, code, prepare) => {
  prepare();
  const result = await runCli("status", ...args);
  expect(result.code).toBe(2);
  expect(result.out).toBe("");
  expect(printedErrors(result.err)).toMatchObject([{ code }]);
});

test("a lock file that is passed must exist, and be valid", async () => {
  writeStacks({ shop: {} });
  const missing = await runCli("status", "--lock-file", "other.json");
  expect(missing.code).toBe(2);
  expect(printedErrors(missing.err)).toMatchObject([{ code: "file-not-found" }]);
  writeFileSync("other.json", "{");
  expect(printedErrors((await runCli("status", "--lock-file", "other.json")).err)).toMatchObject([
    { code: "invalid-json" },
  ]);
});

test("displays progress, and ends it", async () => {
  await deployShop();
  const texts: string[] = [];
  await runCliWith({ progress: (text) => texts.push(text) }, "status");
  expect(texts.length).toBeGreaterThan(1);
  expect(texts[0]).toMatch(/\d of \d/);
  expect(texts.at(-1)).toBe("");
});

test("a misspelled stack is named with a similar one, and all unknown stacks at once", async () => {
  writeStacks({ shop: {}, billing: {} });
  const errors = printedErrors((await runCli("status", "shpo", "nothing-like-it")).err);
  expect(errors.map(({ text }) => text)).toEqual([
    expect.stringContaining("Did you mean shop?"),
    expect.stringContaining("shop"),
  ]);
});

test("a stack of an earlier run is named, and read only if its name is passed", async () => {
  writeStacks({ old: { state: stateOf([]) } });
  writeStacks({ shop: { state: stateOf([]) } });
  expect((await statusJson()).report).toMatchObject({ removedStacks: ["old"], stacks: [{ name: "shop" }] });
  expect((await statusJson("old")).report).toMatchObject({ stacks: [{ name: "old" }] });
});

test("lines fit a narrow terminal, colors are used only if it has them, and control characters are escaped", async () => {
  await deployShop({ image: "nginx:1" });
  const state = readFileSync("terraform.shop.tfstate", "utf8")
    .replaceAll('"name":"order-api"', '"name":"order\\u001b[2Japi"')
    .replace('"image":"nginx:1"', '"image":"ngi\\u001b[2Jnx"');
  writeStacks({ shop: { state } });
  const { out } = await runCliWith({ width: 60 }, "status");
  expect(out).not.toContain("\u001b");
  writeStacks({ shop: { state: state.replaceAll("[2J", "\\u009b\\u202e") } });
  const json = await runCli("status", "--json");
  expect(json.out).not.toMatch(/[\u009b\u202e]/);
  expect((JSON.parse(json.out) as StatusReport).stacks[0]!.containers[0]!.name).toContain("\u009b\u202e");
  for (const line of out.split("\n").filter((each) => !each.includes("https://")))
    expect(line.length).toBeLessThanOrEqual(60);
  expect((await runCliWith({ width: 60, colors: true }, "status")).out).toContain("\u001b[32m");
});
