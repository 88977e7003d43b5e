import { change, container } from "./plan-json";
import {
  check,
  cron,
  destination,
  domain,
  probe,
  protectedSecret,
  provisioner,
  record,
  risks,
  trigger,
  unknown,
} from "./rule-inputs";
import type { RuleRow } from "./rule-row";

export const GRAVE_RULE_ROWS: readonly RuleRow[] = [
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
    () => risks([record("A", { data: "192.0.2.1" }, { data: "192.0.2.1", ttl: 60 })]),
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
];
