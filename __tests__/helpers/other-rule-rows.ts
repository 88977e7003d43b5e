import { change, container } from "./plan-json";
import {
  HASH,
  configured,
  cron,
  queue,
  removedStack,
  risks,
  secrets,
  sensitive,
  trigger,
  unknown,
} from "./rule-inputs";
import type { RuleRow } from "./rule-row";

export const OTHER_RULE_ROWS: readonly RuleRow[] = [
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
