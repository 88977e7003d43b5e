import { PlanReview } from "../../../lib/review/plan-review";
import type { Markup } from "../../../lib/review/analysis/markup";
import { SEVERITIES } from "../../../lib/review/analysis/severity";
import { KNOWN_TYPES } from "../../../lib/review/plan/resource-types";
import { RULES } from "../../../lib/review/rules";
import { change, container, planJson } from "../../helpers/plan-json";

type Json = Record<string, unknown>;

const HASH = "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$aGFzaA";

function risks(changes: readonly unknown[], more: Json = {}, stackJson?: Json, locked?: string) {
  const input = { stack: "shop", plan: planJson(changes, more) };
  const inputs = [{ ...input, ...(stackJson && { stackJson: JSON.stringify(stackJson) }) }];
  const lock = locked === undefined ? locked : { file: "images.lock.json", images: { [locked]: { digest: "none" } } };
  const { review } = PlanReview.fromPlans(inputs, { lock });
  return review.risks.map(({ id, what }) => [`${id}:`, ...valuesOf(what)].join(" "));
}

/** The values in a finding: the words around them are in the golden reports. */
function valuesOf({ parts }: Markup): string[] {
  return parts.flatMap((part) => (typeof part === "object" && "code" in part ? [part.code] : []));
}

const trigger = (actions: string[], before: Json | null, after: Json | null) =>
  change("scaleway_container_trigger", actions, before, after);
const cron = (schedule: string, timezone = "UTC") => ({ name: "nightly", cron: [{ schedule, timezone }] });
const secrets = (keys: Json) => ({ secret_environment_variables: keys });
const configured = (attribute: string) => ({
  configuration: {
    root_module: {
      resources: [{ address: "scaleway_container.it", type: "scaleway_container", expressions: { [attribute]: {} } }],
    },
  },
});

/** What finds a risk, and the nearest thing that does not. */
const ROWS: readonly (readonly [found: string, risky: () => string[], fine: () => string[]])[] = [
  ["plan-errored:", () => risks([], { errored: true }), () => risks([], { errored: false })],
  [
    "plan-errored: scaleway_container.api it is 503",
    () => risks([], { checks: [check("fail", "it is 503", "resource")] }),
    () => risks([], { checks: [check("fail", "it is 503", "check")] }),
  ],
  [
    "plan-errored: scaleway_container.api no message",
    () => risks([], { checks: [{ ...check("error", "", "output_value"), instances: [] }] }),
    () => risks([], { checks: [{ ...check("pass", "", "output_value"), instances: [] }] }),
  ],
  [
    "plan-errored: scaleway_container.api it is 503",
    () => risks([], { checks: [check("fail", "it is 503", "var")] }),
    () => risks([], { checks: [check("unknown", "it is 503", "var")] }),
  ],
  [
    "check-failed: scaleway_container.api it is 503",
    () => risks([], { checks: [check("fail", "it is 503", "check")] }),
    () => risks([], { checks: [check("fail", "it is 503", "resource")] }),
  ],
  [
    "check-failed: scaleway_container.api it is 503",
    () => risks([], { checks: [check("error", "it is 503", "check")] }),
    () => risks([], { checks: [check("unknown", "it is 503", "check")] }),
  ],
  [
    "runs-command: local-exec ./migrate",
    () => risks([change("null_resource", ["create"], null, {})], provisioner("./migrate")),
    () => risks([change("null_resource", ["update"], {}, {})], provisioner("./migrate")),
  ],
  ["plan-incomplete:", () => risks([], { complete: false }), () => risks([], { complete: true })],
  [
    "plan-incomplete: a.it",
    () =>
      risks([], {
        complete: false,
        deferred_changes: [{ reason: "x", resource_change: change("a", ["create"], null, {}) }],
      }),
    () => risks([], { deferred_changes: [] }),
  ],
  [
    "plan-incomplete: frobnicate",
    () => risks([change("scaleway_secret", ["frobnicate"], {}, {})]),
    () => risks([change("scaleway_secret", ["update"], {}, {})]),
  ],
  [
    "protected-destroyed:",
    () => risks([change("scaleway_secret", ["delete"], {}, null)], {}, protectedSecret(true)),
    () => risks([change("scaleway_secret", ["delete"], {}, null)], {}, protectedSecret(false)),
  ],
  [
    "container-destroyed: api",
    () => risks([container({}, null)]),
    () => risks([container({}, {}, { actions: ["no-op"] })]),
  ],
  [
    "namespace-destroyed: shop",
    () => risks([change("scaleway_container_namespace", ["delete"], { name: "shop" }, null)]),
    () => risks([change("scaleway_container_namespace", ["update"], { name: "shop" }, { name: "shop" })]),
  ],
  [
    "queue-destroyed: orders",
    () => risks([change("scaleway_mnq_sqs_queue", ["delete", "create"], { name: "orders" }, { name: "orders" })]),
    () => risks([change("scaleway_mnq_sqs_queue", ["create"], null, { name: "orders" })]),
  ],
  [
    "data-destroyed: orders",
    () => risks([change("scaleway_rdb_instance", ["delete", "create"], { name: "orders" }, { name: "orders" })]),
    () => risks([change("scaleway_rdb_instance", ["update"], { name: "orders" }, { name: "orders" })]),
  ],
  [
    "data-destroyed: invoices",
    () => risks([change("scaleway_object_bucket", ["delete"], { name: "invoices", force_destroy: true }, null)]),
    () => risks([change("scaleway_object_bucket", ["delete"], { name: "invoices", force_destroy: false }, null)]),
  ],
  [
    "unknown-destroyed: scaleway_object_bucket",
    () => risks([change("scaleway_object_bucket", ["delete"], { name: "invoices", force_destroy: false }, null)]),
    () => risks([change("scaleway_object_bucket", ["delete"], { name: "invoices", force_destroy: true }, null)]),
  ],
  [
    "url-changes: shop name api shop",
    () =>
      risks([
        container({}, { name: "shop" }, { actions: ["delete", "create"], change: { replace_paths: [["name"]] } }),
      ]),
    () => risks([container({}, { port: 80 })]),
  ],
  [
    "unknown-destroyed: aws_db_instance",
    () => risks([change("aws_db_instance", ["delete", "future"], {}, null)]),
    () => risks([change("aws_db_instance", ["update"], {}, {})]),
  ],
  [
    "unknown-destroyed: docker_registry_image",
    () => risks([change("docker_registry_image", ["delete"], { keep_remotely: false }, null)]),
    () => risks([change("docker_registry_image", ["delete"], { keep_remotely: true }, null)]),
  ],
  [
    "domain-destroyed: shop.example.com",
    () => risks([change("scaleway_container_domain", ["delete"], { hostname: "shop.example.com" }, null)]),
    () => risks([change("scaleway_container_domain", ["create"], null, { hostname: "shop.example.com" })]),
  ],
  [
    "becomes-public: api",
    () => risks([container({ privacy: "private" }, { privacy: "public" })]),
    () => risks([container({ privacy: "public" }, { privacy: "private" })]),
  ],
  [
    "plain-secret: DB_PASSWORD",
    () => risks([container({}, { environment_variables: { DB_PASSWORD: "hunter22" } })]),
    () => risks([container({}, { environment_variables: { DB_PASSWORD_FILE: "/run/secret" } })]),
  ],
  [
    "last-deploy-failed: api no port",
    () => risks([container({ status: "error", error_message: "no port" }, {}, { actions: ["no-op"] })]),
    () => risks([container({ status: "ready" }, {}, { actions: ["no-op"] })]),
  ],
  [
    "last-deploy-failed: api",
    () => risks([container({ status: "error", error_message: null }, {})]),
    () => risks([container({ status: "error" }, null)]),
  ],
  [
    "reserved-variable: SCW_PUBLIC",
    () => risks([container({}, { environment_variables: { SCW_PUBLIC: "x" } })]),
    () => risks([container({}, { environment_variables: { SCW_SECRET_KEY: "x" } })]),
  ],
  [
    "plain-http: api",
    () => risks([container(null, { privacy: "public", https_connections_only: false })]),
    () => risks([container(null, { privacy: "public", https_connections_only: true })]),
  ],
  [
    "trigger-replaced: nightly",
    () => risks([trigger(["delete", "create"], cron("0 2 * * *"), cron("0 2 * * *"))]),
    () => risks([trigger(["update"], cron("0 2 * * *"), cron("0 2 * * *"))]),
  ],
  [
    "trigger-replaced: orders",
    () => risks([trigger(["delete"], { name: "orders", sqs: [{ queue_url: "x" }] }, null)]),
    () => risks([trigger(["create"], null, { name: "orders", sqs: [{ queue_url: "x" }] })]),
  ],
  [
    "schedule-removed: nightly 0 2 * * * UTC",
    () => risks([trigger(["delete"], cron("0 2 * * *"), null)]),
    () => risks([trigger(["create"], null, cron("0 2 * * *"))]),
  ],
  [
    "access-removed:",
    () => risks([change("scaleway_iam_api_key", ["delete"], {}, null)]),
    () => risks([change("scaleway_iam_api_key", ["update"], {}, {})]),
  ],
  [
    "secret-removed: OLD",
    () => risks([container(secrets({ OLD: HASH, KEPT: HASH }), secrets({ KEPT: HASH }))]),
    () => risks([container(secrets({ KEPT: HASH }), secrets({ KEPT: HASH, NEW: "x" }))]),
  ],
  [
    "mutable-tag: api latest",
    () => risks([container({}, { image: "rg.fr-par.scw.cloud/shop/api", registry_sha256: "" })]),
    () => risks([container({}, { image: "rg.fr-par.scw.cloud/shop/api:v2", registry_sha256: "" })]),
  ],
  [
    "mutable-tag: api main",
    () => risks([container({}, { image: "shop/api:main", registry_sha256: "" })]),
    () => risks([container({}, { image: "no image at all:main", registry_sha256: "" })]),
  ],
  [
    "mutable-tag: api dev",
    () => risks([container({}, { image: "shop/api:dev", registry_sha256: "" })]),
    () => risks([container({}, { image: `shop/api:dev@sha256:${"a".repeat(64)}`, registry_sha256: "" })]),
  ],
  [
    "resources-down: api 128 256",
    () => risks([container({}, { memory_limit_bytes: 128_000_000 })]),
    () => risks([container({}, { memory_limit_bytes: 512_000_000 })]),
  ],
  [
    "resources-down: api 139 140",
    () => risks([container({}, { cpu_limit: 139 })]),
    () => risks([container({}, { cpu_limit: 140 })]),
  ],
  [
    "digest-not-locked: api",
    () => risks([container({}, { registry_sha256: `sha256:${"0".repeat(64)}` })]),
    () => risks([container({}, { registry_sha256: `sha256:${"0".repeat(63)}1` })]),
  ],
  [
    "image-not-locked: api nginx:v1 images.lock.json",
    () => risks([container({}, { image: "nginx:v1" })], {}, undefined, "nginx:v2"),
    () => risks([container({}, { image: "nginx:v1" })], {}, undefined, "docker.io/library/nginx:v1"),
  ],
  [
    "cost-up: 21.68 20",
    () => risks([container({ min_scale: 1 }, { min_scale: 6 })]),
    () => risks([container({ min_scale: 1 }, { min_scale: 5 })]),
  ],
  [
    "memory-quota: 615 600",
    () => risks([container({}, { memory_limit_bytes: 12_300_000_000, max_scale: 50 })]),
    () => risks([container({}, { memory_limit_bytes: 12_000_000_000, max_scale: 50 })]),
  ],
  [
    "drift: privacy",
    () => risks([], { resource_drift: [container({}, { privacy: "public" })] }),
    () => risks([], { resource_drift: [container(secrets({ A: "clear" }), secrets({ A: HASH }))] }),
  ],
  [
    "drift:",
    () => risks([], { resource_drift: [container({}, null)] }),
    () => risks([], { resource_drift: [container({ scaling_option: null }, { scaling_option: [] })] }),
  ],
  [
    "forgotten:",
    () => risks([change("scaleway_secret", ["forget"], {}, null)]),
    () => risks([change("scaleway_secret", ["no-op"], {}, {})]),
  ],
  [
    "min-scale-changes: api",
    () => risks([container({ min_scale: 1 }, { min_scale: 0 })]),
    () => risks([container(null, { min_scale: 0 })]),
  ],
  [
    "min-scale-changes: api 1",
    () => risks([container(null, { min_scale: 1 })]),
    () => risks([container({ min_scale: 1 }, { min_scale: 2 })]),
  ],
  [
    "schedule-moved: nightly 0 3 * * * UTC 0 2 * * * UTC",
    () => risks([trigger(["update"], cron("0 2 * * *"), cron("0 3 * * *"))]),
    () => risks([trigger(["update"], cron("0 2 * * *"), { ...cron("0 2 * * *"), description: "x" })]),
  ],
  [
    "secret-rotated: KEY",
    () => risks([container(secrets({ KEY: HASH, KEPT: HASH }), secrets({ KEY: "new", KEPT: HASH }))]),
    () => risks([container(secrets({ KEY: "clear" }), secrets({ KEY: HASH }))]),
  ],
  [
    "deprecated-field: memory_limit",
    () => risks([container({}, { port: 80 })], configured("memory_limit")),
    () => risks([container({}, { port: 80 })], configured("memory_limit_bytes")),
  ],
  [
    "deprecated-field: scaleway_container_cron",
    () => risks([change("scaleway_container_cron", ["create"], null, {})]),
    () => risks([change("scaleway_container_cron", ["no-op"], {}, {})]),
  ],
  [
    "startup-probe-removed: api",
    () => risks([container({ startup_probe: [{ tcp: true }] }, { startup_probe: [] })]),
    () => risks([container({ startup_probe: [] }, { startup_probe: [{ tcp: true }] })]),
  ],
];

function provisioner(command: string): Json {
  const provisioners = [{ type: "local-exec", expressions: { command: { constant_value: command } } }];
  const resource = { address: "null_resource.it", mode: "managed", type: "null_resource", provisioners };
  return { configuration: { root_module: { resources: [resource] } } };
}

function check(status: string, message: string, kind: string) {
  return { address: { to_display: "scaleway_container.api", kind }, status, instances: [{ problems: [{ message }] }] };
}

function protectedSecret(isProtected: boolean): Json {
  return { resource: { scaleway_secret: { it: { lifecycle: { prevent_destroy: isProtected } } } } };
}

test.each(ROWS)("finds %s", (found, risky, fine) => {
  expect(risky()).toContain(found);
  const id = found.slice(0, found.indexOf(":"));
  expect(fine().filter((risk) => risk.startsWith(`${id}:`))).toEqual([]);
});

test.each(["scaleway_rdb_instance", "scaleway_rdb_database", "scaleway_redis_cluster", "scaleway_sdb_sql_database"])(
  "reports the lost data of a %s once",
  (type) => {
    const found = risks([change(type, ["delete"], { name: "orders" }, null)]);
    expect(found.map((risk) => risk.replace(/:.*/s, ""))).toEqual(["data-destroyed"]);
  },
);

test("every rule has a row, an id of its own, and says what, why and what to do", () => {
  expect([...new Set(ROWS.map(([found]) => found.replace(/:.*/, "")))].sort()).toEqual(
    RULES.map(({ id }) => id).sort(),
  );
  for (const { id, severity, finds, why, todo } of RULES) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(SEVERITIES).toContain(severity);
    for (const words of [why, todo]) expect(words).toMatch(/^[A-Z].*\.$/);
    expect(finds).toMatch(/^[a-z].*[^.]$/);
  }
});

test.each(Object.keys(KNOWN_TYPES))("says something of a %s that is destroyed", (type) => {
  const values = { name: "x", cron: [{ schedule: "0 2 * * *" }], schedule: "0 2 * * *" };
  expect(risks([change(type, ["delete"], values, null)]).length).toBeGreaterThan(0);
});

test("says nothing of what does not change", () => {
  expect(
    risks([
      container({ privacy: "public", https_connections_only: false, image: "api:latest" }, {}, { actions: ["no-op"] }),
    ]),
  ).toEqual([]);
});

test("reports no drift of a resource that has only moved", () => {
  const moved = change("a_b", ["no-op"], { a: "1" }, { a: "1" }, { previous_address: "a_b.old" });
  expect(risks([], { resource_drift: [moved] })).toEqual([]);
  expect(risks([], { resource_drift: [change("a_b", ["delete"], { a: "1" }, null)] })).toEqual(["drift:"]);
});

test("counts a data source neither as a container nor as a trigger, a domain or a part of the graph", () => {
  const data = ["scaleway_container", "scaleway_container_trigger", "scaleway_container_domain"].map((type) =>
    change(
      type,
      ["read"],
      null,
      {
        ...cron("0 2 * * *"),
        image: "api:latest",
        privacy: "public",
        max_scale: 9000,
        environment_variables: { DB_PASSWORD: "hunter2-x" },
      },
      {
        mode: "data",
        address: `data.${type}.it`,
      },
    ),
  );
  const caller = change("scaleway_iam_api_key", ["create"], null, { description: "caller" });
  const references = ["data.scaleway_container.it.id", "data.scaleway_container.it"];
  const configuredCaller = {
    ...{ address: "scaleway_iam_api_key.it", mode: "managed", type: "scaleway_iam_api_key" },
    expressions: { application_id: { references } },
  };
  const configuration = { root_module: { resources: [configuredCaller] } };
  const { review } = PlanReview.fromPlans([{ stack: "shop", plan: planJson([...data, caller], { configuration }) }]);
  expect(review.risks).toEqual([]);
  expect(review.containers).toEqual([]);
  expect(review.graph.nodes.map(({ label }) => label)).toEqual(["caller"]);
  expect(review.changes.map(({ action }) => action)).toEqual(["create", "read", "read", "read"]);
});
