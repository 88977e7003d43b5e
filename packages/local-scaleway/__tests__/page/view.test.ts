import { Clock } from "../../src/api/clock";
import { pageView, type PageView } from "../../src/page/view";
import type { Records } from "../../src/state/journal";
import { Store } from "../../src/state/store";
import {
  sampleContainer,
  sampleNamespace,
  sampleRecords,
  sampleSchedule,
  sampleSources,
  SAMPLE_TIME,
} from "../helpers/page-sample";

function view(records: Records = sampleRecords(), sources = sampleSources()): PageView {
  const journal: any = {
    load: () => [],
    isEmpty: () => true,
    append: () => undefined,
    compactIfLarge: () => undefined,
  };
  const store = new Store(journal);
  store.replace(records);
  return pageView(
    { store, clock: new Clock(), settings: { settleMs: 0 }, baseUrl: () => "http://127.0.0.1:4580", hasEngine: true },
    sources,
  );
}

test("has no secret value", () => {
  expect(JSON.stringify(sampleRecords())).toContain("swordfish");
  expect(JSON.stringify(view())).not.toContain("swordfish");
  expect(view().containers["c-order-api"]).toMatchObject({ secrets: ["DATABASE_PASSWORD", "SENTRY_DSN"] });
});

test("has no body, header or server of a trigger, which may contain secrets", () => {
  const records = sampleRecords();
  const trigger = { id: "t", container_id: "c-order-api", status: "ready", name: "t" };
  const cron_config = { schedule: "0 2 * * *", timezone: "UTC", body: "swordfish", headers: { key: "swordfish" } };
  const nats_config = { subject: "orders", server_urls: ["nats://user:swordfish@127.0.0.1"] };
  records["container.triggers"] = {
    a: { ...trigger, id: "a", fields: { source_type: "cron", cron_config } },
    b: { ...trigger, id: "b", fields: { source_type: "nats", nats_config } },
  };
  const { triggers } = view(records).containers["c-order-api"]!;
  expect(triggers.map(({ kind, source }) => [kind, source])).toEqual([
    ["cron", "0 2 * * * (UTC)"],
    ["nats", "orders"],
  ]);
  expect(JSON.stringify(triggers)).not.toContain("swordfish");
});

test("has the status of a container, and the reason of an error", () => {
  const { containers } = view();
  expect(containers["c-order-api"]).toMatchObject({ status: "ready", reason: "" });
  expect(containers["c-report"]).toMatchObject({ status: "updating", reason: "" });
  expect(containers["c-mailer"]).toMatchObject({
    status: "error",
    reason: "Container is unable to start OR is not listening on port 8080",
  });
});

test("has no reason while the container is deployed again", () => {
  const records = sampleRecords();
  const change = { status: "updating" as const, until: Number.MAX_SAFE_INTEGER };
  records["container.containers"] = { c: sampleContainer("c", "mailer", { status: "error", error: "old", change }) };
  expect(view(records).containers["c"]).toMatchObject({ status: "updating", reason: "" });
});

test("leaves out what is deleted", () => {
  const change = { status: "deleting" as const, until: 0 };
  const records: Records = {
    "container.namespaces": { n: sampleNamespace("n", "old", { change }) },
    "container.containers": { c: sampleContainer("c", "old", { change }) },
  };
  expect(view(records)).toMatchObject({ namespaces: {}, containers: {} });
});

test("has the variables of the namespace, unless the container replaces them, and cuts long values", () => {
  const records = sampleRecords();
  records["container.namespaces"] = { n: sampleNamespace("n", "shop", { variables: { A: "namespace", B: "kept" } }) };
  const variables = { A: "container", C: "x".repeat(1000) };
  records["container.containers"] = { c: sampleContainer("c", "api", { namespace_id: "n", variables }) };
  expect(view(records).containers["c"]?.variables).toEqual([
    { name: "A", value: "container" },
    { name: "B", value: "kept" },
    { name: "C", value: `${"x".repeat(300)}…` },
  ]);
});

test("has the last twenty requests, the next runs and the instances", () => {
  const sources = sampleSources();
  const [request] = sources.requests("c-order-api");
  const many = Array.from({ length: 50 }, (_, index) => ({ ...request!, status: 200 + index }));
  const container = view(sampleRecords(), { ...sources, requests: () => many }).containers["c-order-api"];
  expect(container?.requests.map(({ status }) => status)).toEqual(
    many
      .slice(30)
      .reverse()
      .map(({ status }) => status),
  );
  expect(container?.instances.map(({ status }) => status)).toEqual(["ready", "starting"]);
  expect(container?.triggers).toMatchObject([{ name: "clean-up", nextRun: SAMPLE_TIME + 233_000, status: "ready" }]);
});

test("has no query of a path, and no other field of an instance, which may contain secrets", () => {
  const sources = sampleSources();
  const [instance] = sources.runtime.instances("c-order-api");
  const [request] = sources.requests("c-order-api");
  const container = view(sampleRecords(), {
    ...sources,
    runtime: { instances: () => [{ ...instance!, environment: "swordfish" }] },
    requests: () => [{ ...request!, path: "/login?key=swordfish", headers: "swordfish" }],
  }).containers["c-order-api"];
  expect(container?.requests).toMatchObject([{ path: "/login" }]);
  expect(JSON.stringify(container)).not.toContain("swordfish");
});

test("has the reason why a trigger does not run", () => {
  const records = sampleRecords();
  const trigger = sampleSchedule("t", "nightly", "c-report", "0 2 * * *");
  records["container.triggers"] = { t: { ...trigger, status: "error", error: "the time zone is not valid" } };
  expect(view(records).containers["c-report"]?.triggers).toMatchObject([
    { status: "error", reason: "the time zone is not valid" },
  ]);
});

test("has the depth of queues, and of their dead-letter queues", () => {
  const queues = Object.values(view().queues).map(({ name, visible, deadLetters }) => [name, visible, deadLetters]);
  expect(queues).toEqual([
    ["mails", 0, null],
    ["orders-failed.fifo", 2, null],
    ["orders.fifo", 12, { queue: "orders-failed.fifo", messages: 2 }],
  ]);
});

test("has no dead-letter queue for a redrive policy that is not valid", () => {
  const records = sampleRecords();
  const queue = Object.values(records["mnq.queues"]!)[0]!;
  for (const RedrivePolicy of ["", "{", '{"deadLetterTargetArn":1}', '{"deadLetterTargetArn":"mails"}']) {
    records["mnq.queues"] = { q: { ...queue, attributes: { RedrivePolicy } } };
    expect(Object.values(view(records).queues)).toMatchObject([{ deadLetters: null }]);
  }
});
