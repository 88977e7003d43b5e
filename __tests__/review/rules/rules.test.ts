import { PlanReview, type PlanInput } from "../../../lib/review/plan-review";
import type { Review } from "../../../lib/review/analysis/review";
import type { Markup } from "../../../lib/review/analysis/markup";
import { SEVERITIES } from "../../../lib/review/analysis/severity";
import { KNOWN_TYPES } from "../../../lib/review/plan/resource-types";
import { RULES } from "../../../lib/review/rules";
import { CONTAINER, change, container, planJson } from "../../helpers/plan-json";

type Json = Record<string, unknown>;

const HASH = "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$aGFzaA";

function risks(
  changes: readonly unknown[],
  more: Json = {},
  stackJson?: Json,
  locked?: string,
  allowedRegistries?: readonly string[],
) {
  const input = { stack: "shop", plan: planJson(changes, more) };
  const inputs = [{ ...input, ...(stackJson && { stackJson: JSON.stringify(stackJson) }) }];
  const lock = locked === undefined ? locked : { file: "images.lock.json", images: { [locked]: { digest: "none" } } };
  return risksOf(PlanReview.fromPlans(inputs, { lock, config: { allowedRegistries } }).review);
}

function risksOf(review: Review): string[] {
  return review.risks.map(({ id, what }) => [`${id}:`, ...valuesOf(what)].join(" "));
}

/** The values in a finding: the words around them are in the golden reports. */
function valuesOf({ parts }: Markup): string[] {
  return parts.flatMap((part) => (typeof part === "object" && "code" in part ? [part.code] : []));
}

const trigger = (actions: string[], before: Json | null, after: Json | null) =>
  change("scaleway_container_trigger", actions, before, after);
const cron = (schedule: string, timezone = "UTC") => ({ name: "nightly", cron: [{ schedule, timezone }] });
const destination = (http_path: string, http_method = "post") => ({
  ...cron("0 2 * * *"),
  destination_config: [{ http_path, http_method }],
});
const probe = (path: string) => ({ liveness_probe: [{ interval: "9s", http: [{ path }] }] });
const domain = (actions: string[], before: string, after: string) =>
  change("scaleway_container_domain", actions, { hostname: before }, { hostname: after });
const unknown = (attribute: string) => ({ change: { after_unknown: { [attribute]: true } } });
const sensitive = (attribute: string) => ({
  change: { before_sensitive: { [attribute]: true }, after_sensitive: { [attribute]: true } },
});
const record = (type: string, before: Json, after: Json, more: Json = {}) => {
  const names = { dns_zone: "example.com", name: "api", type };
  return change("scaleway_domain_record", ["update"], { ...names, ...before }, { ...names, ...after }, more);
};
const queue = (before: Json, after: Json) =>
  change("scaleway_mnq_sqs_queue", ["update"], { name: "orders", ...before }, { name: "orders", ...after });
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
    "protected-destroyed: scaleway_secret.it",
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
    "unknown-destroyed: scaleway_object_bucket invoices",
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
    "unknown-destroyed: aws_db_instance aws_db_instance.it",
    () => risks([change("aws_db_instance", ["delete", "future"], {}, null)]),
    () => risks([change("aws_db_instance", ["update"], {}, {})]),
  ],
  [
    "unknown-destroyed: docker_registry_image docker_registry_image.it",
    () => risks([change("docker_registry_image", ["delete"], { keep_remotely: false }, null)]),
    () => risks([change("docker_registry_image", ["delete"], { keep_remotely: true }, null)]),
  ],
  [
    "domain-destroyed: shop.example.com",
    () => risks([change("scaleway_container_domain", ["delete"], { hostname: "shop.example.com" }, null)]),
    () => risks([change("scaleway_container_domain", ["create"], null, { hostname: "shop.example.com" })]),
  ],
  [
    "domain-destroyed: shop.example.com store.example.com",
    () => risks([domain(["update"], "shop.example.com", "store.example.com")]),
    () => risks([domain(["update"], "shop.example.com", "shop.example.com")]),
  ],
  [
    "domain-destroyed: shop.example.com store.example.com",
    () => risks([domain(["delete", "create"], "shop.example.com", "store.example.com")]),
    () => risks([domain(["no-op"], "shop.example.com", "shop.example.com")]),
  ],
  [
    "becomes-public: api",
    () => risks([container({ privacy: "private" }, { privacy: "public" })]),
    () => risks([container({ privacy: "public" }, { privacy: "private" })]),
  ],
  [
    "becomes-public: api",
    () => risks([container({ privacy: "private" }, { privacy: undefined }, unknown("privacy"))]),
    () => risks([container({ privacy: "public" }, { privacy: undefined }, unknown("privacy"))]),
  ],
  [
    "becomes-private: api",
    () => risks([container({ privacy: "public" }, { privacy: undefined }, unknown("privacy"))]),
    () => risks([container({ privacy: "private" }, { privacy: undefined }, unknown("privacy"))]),
  ],
  [
    "record-changes: api.example.com a.example.net. b.example.net.",
    () => risks([record("CNAME", { data: "a.example.net." }, { data: "b.example.net." })]),
    () => risks([record("TXT", { data: "a" }, { data: "b" })]),
  ],
  [
    "record-changes: api.example.com 192.0.2.1 192.0.2.2",
    () => risks([record("A", { data: "192.0.2.1" }, { data: "192.0.2.2" })]),
    () => risks([record("A", { data: "192.0.2.1" }, { data: undefined }, unknown("data"))]),
  ],
  [
    "plain-secret: DB_PASSWORD api",
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
    () => risks([container({ status: "error", error_message: null }, { tags: ["x"], max_scale: 9 })]),
    () => risks([container({ status: "error" }, null)]),
  ],
  [
    "repairs-deployment: api no port image",
    () =>
      risks([container({ status: "error", error_message: "no port" }, { image: "rg.fr-par.scw.cloud/shop/api:v2" })]),
    () => risks([container({ status: "ready" }, { image: "rg.fr-par.scw.cloud/shop/api:v2" })]),
  ],
  [
    "becomes-private: api",
    () => risks([container({ privacy: "public" }, { privacy: "private" })]),
    () => risks([container(null, { privacy: "private" })]),
  ],
  [
    "protocol-changes: api http1 h2c",
    () => risks([container({ protocol: "h2c" }, { protocol: "http1" })]),
    () => risks([container({ protocol: null }, { protocol: "http1" })]),
  ],
  [
    "port-changes: api 8080 9000",
    () => risks([container({ port: 8080 }, { port: 9000 })]),
    () => risks([container({ port: 9000 }, null)]),
  ],
  [
    "path-changes: nightly /run /jobs",
    () => risks([trigger(["update"], destination("/run"), destination("/jobs"))]),
    () => risks([trigger(["create"], null, destination("/jobs"))]),
  ],
  [
    "path-changes: nightly /run none",
    () => risks([trigger(["update"], destination("/run"), cron("0 2 * * *"))]),
    () => risks([trigger(["delete"], destination("/run"), null)]),
  ],
  [
    "path-changes: nightly none /run",
    () => risks([trigger(["update"], cron("0 2 * * *"), destination("/run"))]),
    () => risks([trigger(["update"], destination("/run"), destination("/run"))]),
  ],
  [
    "path-changes: api /health /up",
    () => risks([container(probe("/health"), probe("/up"))]),
    () => risks([container(probe("/health"), { liveness_probe: [{ interval: "9s", tcp: true, http: [] }] })]),
  ],
  [
    "image-source-changes: api ghcr.io/evil/api rg.fr-par.scw.cloud/shop/api",
    () => risks([container({}, { image: "ghcr.io/evil/api:v1" })]),
    () => risks([container({ image: "nginx:1" }, { image: "docker.io/library/nginx:2" })]),
  ],
  [
    "image-source-changes: api (hidden in the plan) rg.fr-par.scw.cloud/shop/api",
    () => risks([container({}, { image: undefined }, { change: { after_unknown: { image: true } } })]),
    () => risks([container(null, { image: undefined }, { change: { after_unknown: { image: true } } })]),
  ],
  [
    "image-source-changes: api (hidden in the plan) (sensitive)",
    () => risks([container({}, { image: "ghcr.io/evil/api:v1" }, sensitive("image"))]),
    () => risks([container({}, {}, sensitive("image"))]),
  ],
  [
    "becomes-public: api",
    () => risks([container({ privacy: "private" }, { privacy: "public" }, sensitive("privacy"))]),
    () => risks([container({ privacy: "private" }, {}, sensitive("privacy"))]),
  ],
  [
    `digest-dropped: api sha256:${"a".repeat(12)}…`,
    () => risks([container({}, { registry_sha256: null })]),
    () => risks([container({}, { registry_sha256: null, image: `shop/api@sha256:${"a".repeat(64)}` })]),
  ],
  [
    `digest-dropped: api sha256:${"a".repeat(12)}…`,
    () => risks([container({}, { registry_sha256: "" })]),
    () => risks([container({}, { registry_sha256: undefined }, unknown("registry_sha256"))]),
  ],
  [
    "registry-not-allowed: api ghcr.io/shop/api:v1",
    () => risks([container(null, { image: "ghcr.io/shop/api:v1" })], {}, undefined, undefined, ["rg.fr-par.scw.cloud"]),
    () => risks([container(null, { image: "ghcr.io/shop/api:v1" })], {}, undefined, undefined, ["ghcr.io/shop"]),
  ],
  [
    "reserved-variable: SCW_PUBLIC api",
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
    "access-removed: scaleway_iam_api_key.it",
    () => risks([change("scaleway_iam_api_key", ["delete"], {}, null)]),
    () => risks([change("scaleway_iam_api_key", ["update"], {}, {})]),
  ],
  [
    "secret-removed: api OLD",
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
    "drift: api privacy",
    () => risks([], { resource_drift: [container({}, { privacy: "public" })] }),
    () => risks([], { resource_drift: [container(secrets({ A: "clear" }), secrets({ A: HASH }))] }),
  ],
  [
    "drift: api",
    () => risks([], { resource_drift: [container({}, null)] }),
    () => risks([], { resource_drift: [container({ scaling_option: null }, { scaling_option: [] })] }),
  ],
  [
    "forgotten: scaleway_secret.it",
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
    "secret-rotated: api KEY",
    () => risks([container(secrets({ KEY: HASH, KEPT: HASH }), secrets({ KEY: "new", KEPT: HASH }))]),
    () => risks([container(secrets({ KEY: "clear" }), secrets({ KEY: HASH }))]),
  ],
  [
    "deprecated-field: memory_limit api",
    () => risks([container({}, { port: 80 })], configured("memory_limit")),
    () => risks([container({}, { port: 80 })], configured("memory_limit_bytes")),
  ],
  [
    "deprecated-field: scaleway_container_cron scaleway_container_cron.it",
    () => risks([change("scaleway_container_cron", ["create"], null, {})]),
    () => risks([change("scaleway_container_cron", ["no-op"], {}, {})]),
  ],
  [
    "setting-stays: startup_probe api",
    () => risks([container({ startup_probe: [{ tcp: true }] }, { startup_probe: [] })]),
    () => risks([container({ startup_probe: [] }, { startup_probe: [{ tcp: true }] })]),
  ],
  [
    "setting-stays: dead_letter_queue orders",
    () => risks([queue({ dead_letter_queue: [{ id: "x", max_receive_count: 3 }] }, { dead_letter_queue: [] })]),
    () =>
      risks([
        queue(
          { dead_letter_queue: [{ id: "x", max_receive_count: 3 }] },
          { dead_letter_queue: [{ id: "x", max_receive_count: 4 }] },
        ),
      ]),
  ],
  [
    "stack-orphaned: shop s3://states/old.tfstate api https://old 0 2 * * * UTC",
    () => removedStack({ removed: { location: "s3://states/old.tfstate", resources: 2 } }),
    () => removedStack({}),
  ],
  [
    "stack-orphaned: shop no network",
    () => removedStack({ removed: { location: "old.tfstate", resources: 2, notPlanned: "no network" } }),
    () => removedStack({}),
  ],
  [
    "orphans-unknown: s3://states/ no credentials",
    () => removedStack({ unsearched: [{ location: "s3://states/", reason: "no credentials" }] }),
    () => removedStack({ unsearched: [] }),
  ],
];

/** The risks of a plan that destroys a container with a schedule. */
function removedStack(more: Partial<PlanInput>): string[] {
  const old = { public_endpoint: "https://old", id: CONTAINER.id };
  const plan = planJson([
    container(old, null),
    trigger(["delete"], { ...cron("0 2 * * *"), container_id: CONTAINER.id }, null),
  ]);
  return risksOf(PlanReview.fromPlans([{ stack: "shop", plan, ...more }]).review);
}

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

const idsOf = (changes: readonly unknown[], allowedRegistries?: readonly string[]) =>
  risks(changes, {}, undefined, undefined, allowedRegistries).map((risk) => risk.replace(/:.*/s, ""));

describe("the registry of an image", () => {
  test.each<readonly [image: string, allowed: readonly string[], isAllowed: boolean]>([
    ["rg.fr-par.scw.cloud/shop/api:v1", ["rg.fr-par.scw.cloud/shop"], true],
    ["rg.fr-par.scw.cloud/shop/api:v1", ["rg.fr-par.scw.cloud/shop/"], true],
    ["rg.fr-par.scw.cloud/shop/api:v1", ["rg.fr-par.scw.cloud/shop/api"], true],
    ["RG.fr-par.scw.cloud/shop/api:v1", ["rg.fr-par.scw.cloud"], true],
    ["rg.fr-par.scw.cloud/shop-evil/api:v1", ["rg.fr-par.scw.cloud/shop"], false],
    ["rg.fr-par.scw.cloud/shop/api-evil:v1", ["rg.fr-par.scw.cloud/shop/api"], false],
    ["rg.fr-par.scw.cloud.evil.example/shop/api:v1", ["rg.fr-par.scw.cloud"], false],
    ["evil.example/rg.fr-par.scw.cloud/shop/api:v1", ["rg.fr-par.scw.cloud"], false],
    ["nginx", ["docker.io"], true],
    ["nginx", ["docker.io/library"], true],
    ["evil/nginx", ["docker.io/library"], false],
    ["localhost:5000/api", ["localhost:5000"], true],
    ["no image at all", ["docker.io"], false],
    ["rg.fr-par.scw.cloud/shop/../evil/api:v1", ["rg.fr-par.scw.cloud/shop"], false],
    ["rg.fr-par.scw.cloud@evil.example/shop/api", ["rg.fr-par.scw.cloud"], false],
    ["index.docker.io/shop/api", ["docker.io/shop"], true],
    ["ghcr.io/shop/api:v1", [], false],
  ])("%s, with %j allowed: %s", (image, allowed, isAllowed) => {
    expect(idsOf([container(null, { image })], allowed).includes("registry-not-allowed")).toBe(!isAllowed);
  });

  test("is not checked for a container that is not deployed, and is for one that is imported", () => {
    const imported = { actions: ["no-op"], change: { importing: { id: "fr-par/x" } } };
    expect(idsOf([container({}, { max_scale: 9 })], [])).not.toContain("registry-not-allowed");
    expect(idsOf([container({}, {}, imported)], [])).toContain("registry-not-allowed");
  });

  test("is not allowed while the image is known after apply", () => {
    const unknown = { change: { after_unknown: { image: true } } };
    expect(idsOf([container(null, { image: undefined }, unknown)], ["docker.io"])).toContain("registry-not-allowed");
  });
});

describe("a failed deployment", () => {
  const after = (changed: Json, more: Json = {}) =>
    idsOf([
      container(
        { status: "error", startup_probe: [{ tcp: true }] },
        { startup_probe: [{ tcp: true }], ...changed },
        more,
      ),
    ]);

  test.each<Json>([
    { image: "rg.fr-par.scw.cloud/shop/api:v2" },
    { registry_sha256: `sha256:${"b".repeat(64)}` },
    { command: ["run"] },
    { args: ["--port"] },
    { port: 9000 },
    { memory_limit_bytes: 512_000_000 },
    { cpu_limit: 1000 },
    { environment_variables: { MODE: "x" } },
    { secret_environment_variables: { KEY: "x" } },
    { liveness_probe: [{ tcp: true }] },
  ])("is repaired by %j, at a low severity", (changed) => {
    expect(after(changed)).toContain("repairs-deployment");
    expect(after(changed)).not.toContain("last-deploy-failed");
  });

  test.each<Json>([
    { status: "ready" },
    { error_message: "x" },
    { tags: ["x"] },
    { description: "x" },
    { max_scale: 9 },
    { privacy: "public" },
    { startup_probe: [] },
    { public_endpoint: "https://x" },
  ])("is not repaired by %j", (changed) => {
    expect(after(changed)).toContain("last-deploy-failed");
    expect(after(changed)).not.toContain("repairs-deployment");
  });

  test("is repaired by an image that is known after apply, and not by a replacement with equal settings", () => {
    const unknown = { change: { after_unknown: { registry_sha256: true } } };
    expect(after({ registry_sha256: undefined }, unknown)).toContain("repairs-deployment");
    const tainted = { actions: ["delete", "create"], action_reason: "replace_because_tainted" };
    expect(after({}, tainted)).toContain("last-deploy-failed");
  });
});

describe("a setting that stays", () => {
  const on = {
    dead_letter_queue: [{ id: "x", max_receive_count: 3 }],
    content_based_deduplication: true,
    receive_wait_time_seconds: 20,
    visibility_timeout_seconds: 60,
  };
  test.each<readonly [string, unknown]>([
    ["dead_letter_queue", null],
    ["content_based_deduplication", false],
    ["content_based_deduplication", null],
    ["receive_wait_time_seconds", 0],
    ["receive_wait_time_seconds", null],
    ["visibility_timeout_seconds", 0],
  ])("is %s, set to %j", (name, value) => {
    expect(risks([queue(on, { ...on, [name]: value })])).toEqual([`setting-stays: ${name} orders`]);
  });

  test.each<readonly [string, unknown]>([
    ["receive_wait_time_seconds", 1],
    ["visibility_timeout_seconds", 30],
    ["message_max_age", 0],
  ])("is not %s, set to %j", (name, value) => {
    expect(risks([queue(on, { ...on, [name]: value })])).toEqual([]);
  });

  test("is not a value that is known after apply, nor a setting of a queue that is replaced", () => {
    const unknown = { change: { after_unknown: { receive_wait_time_seconds: true } } };
    const names = { name: "orders" };
    expect(
      risks([
        change(
          "scaleway_mnq_sqs_queue",
          ["update"],
          { ...names, ...on },
          { ...names, ...on, receive_wait_time_seconds: undefined },
          unknown,
        ),
      ]),
    ).toEqual([]);
    expect(idsOf([change("scaleway_mnq_sqs_queue", ["delete", "create"], { ...names, ...on }, names)])).toEqual([
      "queue-destroyed",
    ]);
  });
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
  expect(risks([], { resource_drift: [change("a_b", ["delete"], { a: "1" }, null)] })).toEqual(["drift: a_b.it"]);
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
