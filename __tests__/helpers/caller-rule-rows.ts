import { CONTAINER, change, container } from "./plan-json";
import {
  cron,
  destination,
  domain,
  record,
  risks,
  secrets,
  sensitive,
  trigger,
  unknown,
  type Json,
} from "./rule-inputs";
import type { RuleRow } from "./rule-row";

const network = (id: string) => ({ private_network_id: id });
const sqs = (queue: string) => ({ name: "orders", sqs: [{ queue, queue_url: `https://sqs/${queue}` }] });
const nats = (subject: string) => ({ name: "orders", nats: [{ subject, server_urls: ["nats://a"] }] });
const policy = (before: Json, after: Json, more: Json = {}) =>
  change("scaleway_iam_policy", ["update"], { name: "ci", ...before }, { name: "ci", ...after }, more);
const grants = (projects: readonly string[] | null, ...permissions: readonly string[]) => ({
  application_id: "app",
  rule: [{ permission_set_names: permissions, project_ids: projects }],
});
const variables = (map: Json) => ({ environment_variables: map });
const failed = { status: "error", image: "docker.io/library/hello-world:latest" };
const other = (image: string, status = "ready") =>
  container({ image, status }, { image, status }, { address: "scaleway_container.other", actions: ["no-op"] });
const replacedApi = container({}, { name: "shop" }, { actions: ["delete", "create"] });
const RECORD_CONFIGURATION = {
  configuration: {
    root_module: {
      resources: [
        {
          ...{ address: "scaleway_domain_record.it", type: "scaleway_domain_record" },
          expressions: { data: { references: ["scaleway_container.it.domain_name", "scaleway_container.it"] } },
        },
      ],
    },
  },
};
const unknownRecord = record("CNAME", { data: "a.example.net." }, { data: undefined }, unknown("data"));

/** Changes in place that break a service or those who call it. */
export const CALLER_RULE_ROWS: readonly RuleRow[] = [
  [
    "network-changes: api fr-par/a none",
    () => risks([container(network("fr-par/a"), network(""))]),
    () => risks([container(network(""), network("fr-par/a"))]),
  ],
  [
    "network-changes: api fr-par/a fr-par/b",
    () => risks([container(network("fr-par/a"), network("fr-par/b"))]),
    () => risks([container(network("fr-par/a"), null)]),
  ],
  [
    "network-changes: api fr-par/a (known after apply)",
    () => risks([container(network("fr-par/a"), { private_network_id: undefined }, unknown("private_network_id"))]),
    () => risks([container(null, { private_network_id: undefined }, unknown("private_network_id"))]),
  ],
  [
    "resources-down: api 1 20",
    () => risks([container({ max_scale: 20 }, { max_scale: 1 })]),
    () => risks([container({ max_scale: 1 }, { max_scale: 20 })]),
  ],
  [
    "resources-down: api 5 300",
    () => risks([container({ timeout: 300 }, { timeout: 5 })]),
    () => risks([container({ timeout: 300 }, { timeout: 300, port: 81 })]),
  ],
  [
    "resources-down: api",
    () => risks([container({ timeout: 300 }, { timeout: undefined }, unknown("timeout"))]),
    () => risks([container(null, { timeout: undefined }, unknown("timeout"))]),
  ],
  [
    "resources-down: api",
    () => risks([container({ max_scale: 20 }, { max_scale: 1 }, sensitive("max_scale"))]),
    () => risks([container({ max_scale: 20 }, { port: 81, max_scale: 20 }, sensitive("max_scale"))]),
  ],
  [
    "protocol-changes: api (sensitive) (sensitive)",
    () => risks([container({ protocol: "h2c" }, { protocol: "http1" }, sensitive("protocol"))]),
    () => risks([container({ protocol: "h2c" }, { protocol: "h2c", port: 81 }, sensitive("protocol"))]),
  ],
  [
    "becomes-public: api",
    () => risks([container({ privacy: "private" }, { privacy: null })]),
    () => risks([container({ privacy: null }, { privacy: "public" })]),
  ],
  [
    "becomes-private: api",
    () => risks([container({ privacy: null }, { privacy: "private" })]),
    () => risks([container({ privacy: "private" }, { privacy: "private", port: 81 })]),
  ],
  [
    "image-source-changes: api (hidden in the plan) (sensitive)",
    () => risks([hiding({ image: CONTAINER.image }, { image: "ghcr.io/evil/api:v1" })]),
    () => risks([hiding({ image: "ghcr.io/evil/api:v1" }, { image: "ghcr.io/evil/api:v1", port: 81 })]),
  ],
  [
    "record-changes: api.example.com a.example.net. b.example.net.",
    () =>
      risks([record("CNAME", { data: "a.example.net." }, { data: "b.example.net." }), hiding({ type: "CNAME" }, {})]),
    () => risks([record("TXT", { data: "a.example.net." }, { data: "b.example.net." })]),
  ],
  [
    "domain-destroyed: (sensitive) (sensitive)",
    () =>
      risks([
        domain(["update"], "a.example.com", "b.example.com"),
        hiding({ a: "a.example.com", b: "b.example.com" }, {}),
      ]),
    () => risks([domain(["update"], "a.example.com", "a.example.com"), hiding({ a: "a.example.com" }, {})]),
  ],
  [
    "schedule-moved: nightly (sensitive) UTC (sensitive) UTC",
    () =>
      risks([
        trigger(["update"], cron("0 2 * * *"), cron("0 3 * * *")),
        hiding({ a: "0 2 * * *", b: "0 3 * * *" }, {}),
      ]),
    () => risks([trigger(["update"], cron("0 2 * * *"), cron("0 2 * * *")), hiding({ a: "0 2 * * *" }, {})]),
  ],
  [
    "source-changes: orders a b",
    () => risks([trigger(["update"], sqs("a"), sqs("b"))]),
    () => risks([trigger(["update"], sqs("a"), { ...sqs("a"), description: "x" })]),
  ],
  [
    "source-changes: orders a b",
    () => risks([trigger(["update"], nats("a"), nats("b"))]),
    () => risks([trigger(["update"], cron("0 2 * * *"), nats("b"))]),
  ],
  [
    "schedule-removed: orders 0 2 * * * UTC",
    () => risks([trigger(["update"], { ...cron("0 2 * * *"), name: "orders" }, nats("b"))]),
    () => risks([trigger(["update"], cron("0 2 * * *"), destination("/x"))]),
  ],
  [
    "variable-removed: api DATABASE_HOST",
    () => risks([container(variables({ DATABASE_HOST: "db" }), variables({}))]),
    () =>
      risks([container(variables({ DATABASE_HOST: "db" }), { ...variables({}), ...secrets({ DATABASE_HOST: "x" }) })]),
  ],
  [
    "variable-removed: ns A",
    () =>
      risks([
        change(
          "scaleway_container_namespace",
          ["update"],
          { name: "ns", ...variables({ A: "1", B: "2" }) },
          { name: "ns", ...variables({ B: "3" }) },
        ),
      ]),
    () => risks([container(variables({ A: "1" }), null)]),
  ],
  [
    "access-removed: ci ObjectStorageReadOnly",
    () =>
      risks([
        policy(grants(["p"], "ContainersFullAccess", "ObjectStorageReadOnly"), grants(["p"], "ContainersFullAccess")),
      ]),
    () =>
      risks([
        policy(grants(["p"], "ContainersFullAccess"), grants(["p"], "ContainersFullAccess", "ObjectStorageReadOnly")),
      ]),
  ],
  [
    "access-removed: ci ContainersFullAccess",
    () => risks([policy(grants(["p", "q"], "ContainersFullAccess"), grants(["q"], "ContainersFullAccess"))]),
    () => risks([policy(grants(["p"], "ContainersFullAccess"), grants(null, "ContainersFullAccess"))]),
  ],
  [
    "access-removed: ci ContainersFullAccess",
    () =>
      risks([
        policy(grants(["p"], "ContainersFullAccess"), {
          ...grants(["p"], "ContainersFullAccess"),
          application_id: "b",
        }),
      ]),
    () => risks([policy(grants(["p"], "ContainersFullAccess"), { application_id: "app" }, unknown("rule"))]),
  ],
  [
    "record-changes: api.example.com a.example.net. (known after apply)",
    () => risks([container(null, {}), unknownRecord], RECORD_CONFIGURATION),
    () => risks([replacedApi, unknownRecord], RECORD_CONFIGURATION),
  ],
  [
    "record-changes: api.example.com a.example.net. b.example.net.",
    () => risks([record("MX", { data: "a.example.net." }, { data: "b.example.net." })]),
    () => risks([record("MX", { data: "a.example.net." }, { data: "a.example.net.", ttl: 60 })]),
  ],
  [
    "domain-destroyed: shop.example.com",
    () => risks([moved({ container_id: CONTAINER.id }, { container_id: "fr-par/other" })]),
    () => risks([domain(["update"], "shop.example.com", "shop.example.com")]),
  ],
  [
    "image-source-changes: api rg.fr-par.scw.cloud/shop/api docker.io/library/hello-world",
    () => risks([container(failed, { status: "error" })]),
    () => risks([container(failed, { status: "error" }), other("rg.fr-par.scw.cloud/shop/reports:v1")]),
  ],
  [
    "image-source-changes: api ghcr.io/evil/api docker.io/library/hello-world",
    () => risks([container(failed, { image: "ghcr.io/evil/api:v1" }), other("rg.fr-par.scw.cloud/shop/reports:v1")]),
    () => risks([container(failed, { image: "ghcr.io/evil/api:v1" })], {}, undefined, undefined, ["ghcr.io/evil/"]),
  ],
  [
    "image-source-changes: api rg.fr-par.scw.cloud/shop/api docker.io/library/hello-world",
    () => risks([container({ ...failed, status: "ready" }, {}), other("rg.fr-par.scw.cloud/shop/reports:v1")]),
    () => risks([container(failed, {}), other("rg.fr-par.scw.cloud/shop/reports:v1")]),
  ],
  [
    "image-source-changes: api rg.fr-par.scw.cloud/shop/api docker.io/library/hello-world",
    () => risks([container(failed, {}), other("rg.fr-par.scw.cloud/shop/reports:v1", "error")]),
    () =>
      risks([
        container(failed, {}),
        other("rg.fr-par.scw.cloud/shop/a/reports:v1"),
        other("rg.fr-par.scw.cloud/shop/b:1"),
      ]),
  ],
  [
    "image-source-changes: api ghcr.io/evil/api docker.io/library/hello-world",
    () => risks([container(failed, { image: "ghcr.io/evil/api:v1" }), other("ghcr.io/api:v1")]),
    () => risks([container(failed, { image: "ghcr.io/evil/api:v1" }), other("ghcr.io/evil/b:v1")]),
  ],
];

function moved(before: Json, after: Json) {
  const hostname = "shop.example.com";
  return change("scaleway_container_domain", ["delete", "create"], { hostname, ...before }, { hostname, ...after });
}

/** A container whose secrets are equal to values of a plan, which the review masks for this reason. */
function hiding(before: Json, after: Json) {
  const secret = secrets({ A: Object.values(before), B: Object.values(after) });
  return container({ ...before, ...secret }, { ...after, ...secret }, { address: "scaleway_container.hiding" });
}
