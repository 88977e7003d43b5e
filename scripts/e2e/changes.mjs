// Each setting of a container, changed alone: one in-place update, then nothing, and back.
const CONTAINER = "scaleway_container.api";
const NAMESPACE = "scaleway_container_namespace.shop";
const TRIGGER = "scaleway_container_trigger.nightly";

export const BASE = {
  terraform: { required_providers: { scaleway: { source: "scaleway/scaleway", version: "~> 2.81" } } },
  provider: { scaleway: [{ region: "fr-par" }] },
  resource: {
    scaleway_container_namespace: {
      shop: { name: "shop", description: "", environment_variables: {}, secret_environment_variables: {}, tags: [] },
    },
    scaleway_container: {
      api: {
        name: "order-api",
        namespace_id: `\${${NAMESPACE}.id}`,
        image: "nginx:1.29",
        description: "",
        environment_variables: {},
        secret_environment_variables: { KEPT: "swordfish" },
        min_scale: 0,
        max_scale: 20,
        memory_limit_bytes: 256_000_000,
        cpu_limit: 140,
        timeout: 300,
        privacy: "public",
        protocol: "http1",
        port: 8080,
        https_connections_only: false,
        sandbox: "v2",
        local_storage_limit_bytes: 1_000_000_000,
        scaling_option: [{ concurrent_requests_threshold: 50 }],
        liveness_probe: { tcp: true, failure_threshold: 30, interval: "10s", timeout: "1s" },
        tags: [],
        command: [],
        args: [],
        registry_sha256: "a",
      },
    },
    scaleway_container_trigger: {
      nightly: {
        name: "nightly",
        container_id: `\${${CONTAINER}.id}`,
        description: "",
        tags: [],
        cron: { schedule: "0 2 * * *", timezone: "UTC", body: "", headers: {} },
        destination_config: { http_path: "/", http_method: "post" },
      },
    },
  },
};

const row = (address, name, value) => ({ address, name, value });

export const CHANGES = [
  row(CONTAINER, "image", "nginx:1.30"),
  row(CONTAINER, "description", "The API of orders"),
  row(CONTAINER, "environment_variables", { LOG_LEVEL: "debug" }),
  row(CONTAINER, "secret_environment_variables", { KEPT: "swordfish", NEW: "trout" }),
  row(CONTAINER, "secret_environment_variables", { KEPT: "changed" }),
  row(CONTAINER, "secret_environment_variables", {}),
  row(CONTAINER, "min_scale", 1),
  row(CONTAINER, "max_scale", 30),
  row(CONTAINER, "memory_limit_bytes", 512_000_000),
  row(CONTAINER, "cpu_limit", 280),
  row(CONTAINER, "timeout", 60),
  row(CONTAINER, "privacy", "private"),
  row(CONTAINER, "protocol", "h2c"),
  row(CONTAINER, "port", 3000),
  row(CONTAINER, "https_connections_only", true),
  row(CONTAINER, "sandbox", "v1"),
  row(CONTAINER, "local_storage_limit_bytes", 2_000_000_000),
  row(CONTAINER, "scaling_option", [{ concurrent_requests_threshold: 80 }]),
  row(CONTAINER, "liveness_probe", { http: { path: "/health" }, failure_threshold: 5, interval: "20s", timeout: "2s" }),
  row(CONTAINER, "tags", ["shop"]),
  row(CONTAINER, "command", ["node"]),
  row(CONTAINER, "args", ["server.js"]),
  row(CONTAINER, "registry_sha256", "b"),
  row(NAMESPACE, "description", "The shop"),
  row(NAMESPACE, "environment_variables", { REGION: "fr-par" }),
  row(NAMESPACE, "secret_environment_variables", { KEY: "swordfish" }),
  row(NAMESPACE, "tags", ["shop"]),
  row(TRIGGER, "name", "weekly"),
  row(TRIGGER, "description", "Every night"),
  row(TRIGGER, "tags", ["shop"]),
  row(TRIGGER, "cron", { schedule: "0 3 * * *", timezone: "Europe/Paris", body: "{}", headers: { a: "b" } }),
  row(TRIGGER, "destination_config", { http_path: "/report", http_method: "get" }),
];

/** The base with one setting changed. */
export function changed({ address, name, value }) {
  const [type, id] = address.split(".");
  const resource = { ...BASE.resource[type][id], [name]: value };
  return { ...BASE, resource: { ...BASE.resource, [type]: { [id]: resource } } };
}
