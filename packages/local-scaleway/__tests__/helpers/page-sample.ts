import type { Container, Domain, Namespace, Trigger } from "../../src/products/container/records";
import type { Queue } from "../../src/products/mnq/records";
import type { PageSources } from "../../src/page/view";
import type { Records } from "../../src/state/journal";

const CREATED = "2026-11-29T08:00:00.000000Z";
const PROJECT = "11111111-1111-4111-8111-111111111111";
/** A time of the records, in milliseconds. */
export const SAMPLE_TIME = Date.parse("2026-11-29T09:41:07Z");

const base = (id: string) => ({
  id,
  region: "fr-par",
  created_at: CREATED,
  updated_at: CREATED,
  status: "ready" as const,
});

export function sampleNamespace(id: string, name: string, settings: Partial<Namespace> = {}): Namespace {
  return {
    ...base(id),
    name,
    project_id: PROJECT,
    organization_id: PROJECT,
    description: "",
    tags: [],
    variables: {},
    secrets: {},
    ...settings,
  };
}

export function sampleContainer(id: string, name: string, settings: Partial<Container> = {}): Container {
  const fields = {
    image: `rg.fr-par.scw.cloud/shop/${name}:1.4.0`,
    privacy: "public",
    min_scale: 0,
    max_scale: 5,
    public_endpoint: `https://shop0b589cb8-${name}.functions.fnc.fr-par.scw.cloud`,
  };
  return {
    ...base(id),
    name,
    namespace_id: "n-shop",
    project_id: PROJECT,
    variables: {},
    secrets: {},
    revision: 1,
    fields,
    ...settings,
  };
}

export function sampleSchedule(id: string, name: string, container: string, schedule: string): Trigger {
  const cron_config = { schedule, timezone: "Europe/Paris", body: "{}", headers: {} };
  return { ...base(id), name, container_id: container, fields: { source_type: "cron", cron_config }, credentials: {} };
}

function sampleQueue(name: string, attributes: Queue["attributes"] = {}): Queue {
  return { name, region: "fr-par", project_id: PROJECT, attributes, created_at: CREATED, updated_at: CREATED };
}

const domain: Domain = { ...base("d-1"), hostname: "api.shop.example.com", container_id: "c-order-api", tags: [] };
const queueTrigger: Trigger = {
  ...base("t-orders"),
  name: "orders",
  container_id: "c-order-worker",
  fields: { source_type: "sqs", sqs_config: { queue_url: `http://127.0.0.1:4580/project-${PROJECT}/orders.fifo` } },
  credentials: { secret_access_key: "swordfish-trigger" },
};

/** The resources of a small shop. Each secret value contains "swordfish". */
export function sampleRecords(): Records {
  const byId = (values: readonly { readonly id: string }[]) =>
    Object.fromEntries(values.map((value) => [value.id, value]));
  const queues = [
    sampleQueue("mails"),
    sampleQueue("orders-failed.fifo", { FifoQueue: "true" }),
    sampleQueue("orders.fifo", {
      FifoQueue: "true",
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: `arn:scw:sqs:fr-par:project-${PROJECT}:orders-failed.fifo`,
        maxReceiveCount: 3,
      }),
    }),
  ];
  return {
    "container.namespaces": byId([
      sampleNamespace("n-shop", "shop", {
        variables: { LOG_LEVEL: "info" },
        secrets: { SENTRY_DSN: { value: "swordfish-namespace", hash: "" } },
      }),
      sampleNamespace("n-tools", "tools"),
    ]),
    "container.containers": byId([
      sampleContainer("c-order-api", "order-api", {
        variables: { DATABASE_HOST: "postgres.shop.internal", QUEUE: "orders.fifo" },
        secrets: { DATABASE_PASSWORD: { value: "swordfish-container", hash: "" } },
      }),
      sampleContainer("c-order-worker", "order-worker"),
      sampleContainer("c-mailer", "mailer", {
        status: "error",
        error: "Container is unable to start OR is not listening on port 8080",
      }),
      sampleContainer("c-report", "report", {
        change: { status: "updating", until: Number.MAX_SAFE_INTEGER },
        namespace_id: "n-tools",
      }),
    ]),
    "container.triggers": byId([
      sampleSchedule("t-nightly", "nightly", "c-report", "0 2 * * *"),
      sampleSchedule("t-cleanup", "clean-up", "c-order-api", "*/15 * * * *"),
      queueTrigger,
    ]),
    "container.domains": byId([domain]),
    "mnq.queues": Object.fromEntries(queues.map((queue) => [`fr-par/${PROJECT}/${queue.name}`, queue])),
  };
}

const NEXT_RUNS: Readonly<Record<string, number>> = {
  "t-nightly": Date.parse("2026-11-30T01:00:00Z"),
  "t-cleanup": Date.parse("2026-11-29T09:45:00Z"),
};

const REQUESTS: PageSources["requests"] extends (id: string) => infer Requests ? Requests : never = [
  { time: SAMPLE_TIME - 9000, method: "GET", path: "/", status: 200, durationMs: 734, isColdStart: true },
  { time: SAMPLE_TIME - 4100, method: "GET", path: "/orders/0815", status: 404, durationMs: 4, isColdStart: false },
  { time: SAMPLE_TIME - 800, method: "POST", path: "/orders", status: 201, durationMs: 14, isColdStart: false },
  { time: SAMPLE_TIME, method: "GET", path: "/orders/4711", status: 200, durationMs: 6, isColdStart: false },
];

const DEPTHS: Readonly<Record<string, number>> = { "orders.fifo": 12, "orders-failed.fifo": 2, mails: 0 };

/** What the parts of a server report while it runs the sample. */
export function sampleSources(): PageSources {
  const instance = (id: string, requests: number) =>
    ({ id, status: "ready", isNewest: true, requests, startedAt: SAMPLE_TIME - 9000 }) as const;
  const instances = new Map([
    ["c-order-api", [instance("8f14e45fceea", 2), { ...instance("c9f0f895fb98", 0), status: "starting" as const }]],
    ["c-order-worker", [instance("45c48cce2e2d", 1)]],
  ]);
  const ports = new Map([
    ["c-order-api", 49213],
    ["c-order-worker", 49214],
    ["c-report", 49215],
  ]);
  return {
    engine: "podman 4.3.1",
    runtime: { instances: (id) => instances.get(id) ?? [] },
    urls: (id) => {
      const port = ports.get(id);
      return port === undefined ? [] : [`http://127.0.0.1:${port}`, `http://${id.slice(2)}.localhost:4580`];
    },
    requests: (id) => (id === "c-order-api" ? REQUESTS : id === "c-order-worker" ? REQUESTS.slice(2, 3) : []),
    nextRun: (id) => NEXT_RUNS[id],
    depth: (id) => ({ visible: DEPTHS[id.split("/").at(-1) ?? ""] ?? 0, inFlight: 0 }),
  };
}

/** The output of the container `order-api`. */
export function sampleLog(): { readonly text: string; readonly [field: string]: unknown }[] {
  const instance = "8f14e45fceea";
  const line = (seconds: number, text: string, stream = "stdout") => ({
    time: SAMPLE_TIME - seconds * 1000,
    stream,
    instance,
    text,
  });
  return [
    line(9, "listening on port 8080"),
    line(9, "connected to postgres.shop.internal"),
    line(9, '{"level":"info","method":"GET","path":"/","status":200}'),
    line(5, "order 0815 was not found", "stderr"),
    line(5, '{"level":"info","method":"GET","path":"/orders/0815","status":404}'),
    line(1, '{"level":"info","method":"POST","path":"/orders","status":201}'),
    line(1, "sent order 4711 to orders.fifo"),
    line(0, '{"level":"info","method":"GET","path":"/orders/4711","status":200}'),
  ];
}
