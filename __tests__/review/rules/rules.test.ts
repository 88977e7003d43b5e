import { PlanReview } from "../../../lib/review/plan-review";
import { SEVERITIES } from "../../../lib/review/analysis/severity";
import { KNOWN_TYPES } from "../../../lib/review/plan/resource-types";
import { RULES } from "../../../lib/review/rules";
import { change, container, planJson } from "../../helpers/plan-json";

type Json = Record<string, unknown>;

const HASH = "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$aGFzaA";

function risks(changes: readonly unknown[], more: Json = {}, synthesized?: Json, locked?: string) {
  const input = { stack: "shop", plan: planJson(changes, more) };
  const inputs = [{ ...input, ...(synthesized && { synthesized: JSON.stringify(synthesized) }) }];
  const lock = locked === undefined ? locked : { file: "images.lock.json", images: { [locked]: { digest: "none" } } };
  const { review } = PlanReview.of(inputs, { lock });
  return review.risks.map(({ id, what }) => `${id}: ${String(what)}`);
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
  [
    "plan-errored: the plan ended with an error: it is not complete",
    () => risks([], { errored: true }),
    () => risks([], { errored: false }),
  ],
  [
    "plan-errored: the check of check.health failed: it is 503",
    () => risks([], { checks: [check("fail", "it is 503")] }),
    () => risks([], { checks: [check("unknown", "it is 503")] }),
  ],
  [
    "plan-errored: the check of check.health failed: no message",
    () => risks([], { checks: [{ ...check("error", ""), instances: [] }] }),
    () => risks([], { checks: [{ ...check("pass", ""), instances: [] }] }),
  ],
  [
    "plan-incomplete: the plan is not complete: another one must follow",
    () => risks([], { complete: false }),
    () => risks([], { complete: true }),
  ],
  [
    "plan-incomplete: 1 of its changes are put off until later",
    () =>
      risks([], {
        complete: false,
        deferred_changes: [{ reason: "x", resource_change: change("a", ["create"], null, {}) }],
      }),
    () => risks([], { deferred_changes: [] }),
  ],
  [
    "plan-incomplete: the action frobnicate is not known to this version",
    () => risks([change("scaleway_secret", ["frobnicate"], {}, {})]),
    () => risks([change("scaleway_secret", ["update"], {}, {})]),
  ],
  [
    "protected-destroyed: it has prevent_destroy, and is destroyed",
    () => risks([change("scaleway_secret", ["delete"], {}, null)], {}, protectedSecret(true)),
    () => risks([change("scaleway_secret", ["delete"], {}, null)], {}, protectedSecret(false)),
  ],
  [
    "container-destroyed: api is destroyed",
    () => risks([container({}, null)]),
    () => risks([container({}, {}, { actions: ["no-op"] })]),
  ],
  [
    "namespace-destroyed: the namespace shop is destroyed, with all containers in it",
    () => risks([change("scaleway_container_namespace", ["delete"], { name: "shop" }, null)]),
    () => risks([change("scaleway_container_namespace", ["update"], { name: "shop" }, { name: "shop" })]),
  ],
  [
    "queue-destroyed: orders: its messages are lost, as it is destroyed",
    () => risks([change("scaleway_mnq_sqs_queue", ["delete", "create"], { name: "orders" }, { name: "orders" })]),
    () => risks([change("scaleway_mnq_sqs_queue", ["create"], null, { name: "orders" })]),
  ],
  [
    "url-changes: shop gets a new URL, because its name changes (api → shop)",
    () =>
      risks([
        container({}, { name: "shop" }, { actions: ["delete", "create"], change: { replace_paths: [["name"]] } }),
      ]),
    () => risks([container({}, { port: 80 })]),
  ],
  [
    "unknown-destroyed: the aws_db_instance is destroyed",
    () => risks([change("aws_db_instance", ["delete", "future"], {}, null)]),
    () => risks([change("aws_db_instance", ["update"], {}, {})]),
  ],
  [
    "unknown-destroyed: the docker_registry_image is destroyed",
    () => risks([change("docker_registry_image", ["delete"], { keep_remotely: false }, null)]),
    () => risks([change("docker_registry_image", ["delete"], { keep_remotely: true }, null)]),
  ],
  [
    "domain-destroyed: shop.example.com answers no more",
    () => risks([change("scaleway_container_domain", ["delete"], { hostname: "shop.example.com" }, null)]),
    () => risks([change("scaleway_container_domain", ["create"], null, { hostname: "shop.example.com" })]),
  ],
  [
    "becomes-public: api is private, and becomes public",
    () => risks([container({ privacy: "private" }, { privacy: "public" })]),
    () => risks([container({ privacy: "public" }, { privacy: "private" })]),
  ],
  [
    "plain-secret: the plain variable DB_PASSWORD looks like a secret",
    () => risks([container({}, { environment_variables: { DB_PASSWORD: "hunter22" } })]),
    () => risks([container({}, { environment_variables: { DB_PASSWORD_FILE: "/run/secret" } })]),
  ],
  [
    "last-deploy-failed: the last deploy of api failed: no port; this plan does not repair it",
    () => risks([container({ status: "error", error_message: "no port" }, {}, { actions: ["no-op"] })]),
    () => risks([container({ status: "ready" }, {}, { actions: ["no-op"] })]),
  ],
  [
    "last-deploy-failed: the last deploy of api failed; this plan deploys again",
    () => risks([container({ status: "error", error_message: null }, {})]),
    () => risks([container({ status: "error" }, null)]),
  ],
  [
    "reserved-variable: the variable SCW_TOKEN is reserved",
    () => risks([container({}, { environment_variables: { SCW_TOKEN: "x" } })]),
    () => risks([container({}, { environment_variables: { MY_SCW_TOKEN: "x" } })]),
  ],
  [
    "plain-http: api is public, and answers plain HTTP",
    () => risks([container(null, { privacy: "public", https_connections_only: false })]),
    () => risks([container(null, { privacy: "public", https_connections_only: true })]),
  ],
  [
    "trigger-replaced: the trigger nightly is replaced",
    () => risks([trigger(["delete", "create"], cron("0 2 * * *"), cron("0 2 * * *"))]),
    () => risks([trigger(["update"], cron("0 2 * * *"), cron("0 2 * * *"))]),
  ],
  [
    "trigger-replaced: the trigger orders is destroyed: messages are not delivered any more",
    () => risks([trigger(["delete"], { name: "orders", sqs: [{ queue_url: "x" }] }, null)]),
    () => risks([trigger(["create"], null, { name: "orders", sqs: [{ queue_url: "x" }] })]),
  ],
  [
    "schedule-removed: nightly (0 2 * * * UTC) does not run any more",
    () => risks([trigger(["delete"], cron("0 2 * * *"), null)]),
    () => risks([trigger(["create"], null, cron("0 2 * * *"))]),
  ],
  [
    "access-removed: its callers are refused afterwards",
    () => risks([change("scaleway_iam_api_key", ["delete"], {}, null)]),
    () => risks([change("scaleway_iam_api_key", ["update"], {}, {})]),
  ],
  [
    "secret-removed: no longer has OLD",
    () => risks([container(secrets({ OLD: HASH, KEPT: HASH }), secrets({ KEPT: HASH }))]),
    () => risks([container(secrets({ KEPT: HASH }), secrets({ KEPT: HASH, NEW: "x" }))]),
  ],
  [
    "mutable-tag: api runs the tag latest, which can move, without a digest",
    () => risks([container({}, { image: "rg.fr-par.scw.cloud/shop/api", registry_sha256: "" })]),
    () => risks([container({}, { image: "rg.fr-par.scw.cloud/shop/api:v2", registry_sha256: "" })]),
  ],
  [
    "mutable-tag: api runs the tag main, which can move, without a digest",
    () => risks([container({}, { image: "shop/api:main", registry_sha256: "" })]),
    () => risks([container({}, { image: "no image at all:main", registry_sha256: "" })]),
  ],
  [
    "mutable-tag: api runs the tag dev, which can move, without a digest",
    () => risks([container({}, { image: "shop/api:dev", registry_sha256: "" })]),
    () => risks([container({}, { image: `shop/api:dev@sha256:${"a".repeat(64)}`, registry_sha256: "" })]),
  ],
  [
    "resources-down: api gets 128 instead of 256 MB of memory",
    () => risks([container({}, { memory_limit_bytes: 128_000_000 })]),
    () => risks([container({}, { memory_limit_bytes: 512_000_000 })]),
  ],
  [
    "resources-down: api gets 139 instead of 140 mvCPU",
    () => risks([container({}, { cpu_limit: 139 })]),
    () => risks([container({}, { cpu_limit: 140 })]),
  ],
  [
    "digest-not-locked: api deploys a digest of zeros, which stands for an image that is not locked",
    () => risks([container({}, { registry_sha256: `sha256:${"0".repeat(64)}` })]),
    () => risks([container({}, { registry_sha256: `sha256:${"0".repeat(63)}1` })]),
  ],
  [
    "image-not-locked: api deploys nginx:v1, which is not in images.lock.json",
    () => risks([container({}, { image: "nginx:v1" })], {}, undefined, "nginx:v2"),
    () => risks([container({}, { image: "nginx:v1" })], {}, undefined, "docker.io/library/nginx:v1"),
  ],
  [
    "cost-up: at the smallest scale the stack costs EUR 21.68 more a month, the limit is EUR 20",
    () => risks([container({ min_scale: 1 }, { min_scale: 6 })]),
    () => risks([container({ min_scale: 1 }, { min_scale: 5 })]),
  ],
  [
    "memory-quota: the containers of the stack want 615 GB at their largest scale, of 600 GB for the whole organization",
    () => risks([container({}, { memory_limit_bytes: 12_300_000_000, max_scale: 50 })]),
    () => risks([container({}, { memory_limit_bytes: 12_000_000_000, max_scale: 50 })]),
  ],
  [
    "drift: changed outside of Terraform: privacy",
    () => risks([], { resource_drift: [container({}, { privacy: "public" })] }),
    () => risks([], { resource_drift: [container(secrets({ A: "clear" }), secrets({ A: HASH }))] }),
  ],
  [
    "drift: it was deleted outside of Terraform",
    () => risks([], { resource_drift: [container({}, null)] }),
    () => risks([], { resource_drift: [container({ scaling_option: null }, { scaling_option: [] })] }),
  ],
  [
    "forgotten: it stays as it is, and Terraform forgets it",
    () => risks([change("scaleway_secret", ["forget"], {}, null)]),
    () => risks([change("scaleway_secret", ["no-op"], {}, {})]),
  ],
  [
    "min-scale-changes: api scales to zero: the first caller then waits for a cold start",
    () => risks([container({ min_scale: 1 }, { min_scale: 0 })]),
    () => risks([container(null, { min_scale: 0 })]),
  ],
  [
    "min-scale-changes: api keeps 1 running around the clock",
    () => risks([container(null, { min_scale: 1 })]),
    () => risks([container({ min_scale: 1 }, { min_scale: 2 })]),
  ],
  [
    "schedule-moved: nightly runs at 0 3 * * * UTC instead of 0 2 * * * UTC",
    () => risks([trigger(["update"], cron("0 2 * * *"), cron("0 3 * * *"))]),
    () => risks([trigger(["update"], cron("0 2 * * *"), { ...cron("0 2 * * *"), description: "x" })]),
  ],
  [
    "secret-rotated: rotates KEY",
    () => risks([container(secrets({ KEY: HASH, KEPT: HASH }), secrets({ KEY: "new", KEPT: HASH }))]),
    () => risks([container(secrets({ KEY: "clear" }), secrets({ KEY: HASH }))]),
  ],
  [
    "deprecated-field: its attribute memory_limit is deprecated",
    () => risks([container({}, { port: 80 })], configured("memory_limit")),
    () => risks([container({}, { port: 80 })], configured("memory_limit_bytes")),
  ],
  [
    "deprecated-field: its type scaleway_container_cron is deprecated",
    () => risks([change("scaleway_container_cron", ["create"], null, {})]),
    () => risks([change("scaleway_container_cron", ["no-op"], {}, {})]),
  ],
  [
    "startup-probe-removed: the startup probe of api can't be removed",
    () => risks([container({ startup_probe: [{ tcp: true }] }, { startup_probe: [] })]),
    () => risks([container({ startup_probe: [] }, { startup_probe: [{ tcp: true }] })]),
  ],
];

function check(status: string, message: string) {
  return { address: { to_display: "check.health" }, status, instances: [{ problems: [{ message }] }] };
}

function protectedSecret(isProtected: boolean): Json {
  return { resource: { scaleway_secret: { it: { lifecycle: { prevent_destroy: isProtected } } } } };
}

test.each(ROWS)("finds %s", (found, risky, fine) => {
  expect(risky()).toContain(found);
  const id = found.slice(0, found.indexOf(":"));
  expect(fine().filter((risk) => risk.startsWith(`${id}:`))).toEqual([]);
});

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
