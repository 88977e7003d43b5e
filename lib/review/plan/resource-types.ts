import type { Value } from "./json";

/** The attributes that rules and reports read, by type. A test compares the names with the pinned schema. */
export const KNOWN_TYPES: Readonly<Record<string, readonly string[]>> = {
  docker_registry_image: ["name", "keep_remotely"],
  scaleway_container: [
    "id",
    "name",
    "namespace_id",
    "region",
    "image",
    "registry_image",
    "registry_sha256",
    "privacy",
    "protocol",
    "https_connections_only",
    "http_option",
    "min_scale",
    "max_scale",
    "memory_limit_bytes",
    "memory_limit",
    "cpu_limit",
    "timeout",
    "environment_variables",
    "secret_environment_variables",
    "private_network_id",
    "public_endpoint",
    "domain_name",
    "status",
    "error_message",
    "startup_probe",
    "health_check",
  ],
  scaleway_cockpit_alert_manager: ["id"],
  scaleway_cockpit_source: ["id", "name"],
  scaleway_cockpit_token: ["id", "name"],
  scaleway_container_cron: ["id", "container_id", "name", "schedule"],
  scaleway_container_domain: ["id", "container_id", "hostname"],
  scaleway_container_namespace: ["id", "name", "region", "environment_variables", "secret_environment_variables"],
  scaleway_container_token: ["id", "container_id"],
  scaleway_container_trigger: ["id", "container_id", "name", "cron", "sqs", "nats"],
  scaleway_domain_record: ["id", "dns_zone", "name", "type", "data"],
  scaleway_edge_services_backend_stage: ["id"],
  scaleway_edge_services_pipeline: ["id", "name"],
  scaleway_iam_api_key: ["id", "application_id", "description", "expires_at"],
  scaleway_iam_application: ["id", "name"],
  scaleway_iam_policy: ["id", "name", "application_id", "group_id", "user_id", "rule"],
  scaleway_job_definition: ["id", "name"],
  scaleway_mnq_nats_account: ["id", "name"],
  scaleway_mnq_nats_credentials: ["id", "name"],
  scaleway_mnq_sqs: ["id"],
  scaleway_mnq_sqs_credentials: ["id", "name"],
  scaleway_mnq_sqs_queue: [
    "id",
    "name",
    "dead_letter_queue",
    "content_based_deduplication",
    "receive_wait_time_seconds",
    "visibility_timeout_seconds",
  ],
  scaleway_object_bucket: ["id", "name", "force_destroy"],
  scaleway_rdb_database: ["id", "name"],
  scaleway_rdb_instance: ["id", "name"],
  scaleway_redis_cluster: ["id", "name"],
  scaleway_registry_namespace: ["id", "name"],
  scaleway_sdb_sql_database: ["id", "name"],
  scaleway_secret: ["id", "name"],
  scaleway_secret_version: ["id"],
  scaleway_tem_domain: ["id", "name"],
  scaleway_vpc_gateway_network: ["id"],
  scaleway_vpc_private_network: ["id", "name"],
  scaleway_vpc_public_gateway: ["id", "name"],
};

/** The deprecated attributes of a container, each with the attribute that replaces it. */
export const MIRRORS: Readonly<Record<string, string>> = {
  registry_image: "image",
  memory_limit: "memory_limit_bytes",
  http_option: "https_connections_only",
  local_storage_limit: "local_storage_limit_bytes",
  health_check: "liveness_probe",
  domain_name: "public_endpoint",
};

/** The attributes that provider 2.81.0 deprecates, by type. A test compares them with the pinned schema. */
export const DEPRECATED: Readonly<Record<string, readonly string[]>> = {
  scaleway_container: [...Object.keys(MIRRORS), "cron_status", "deploy"],
  scaleway_container_domain: ["url"],
  scaleway_container_namespace: ["destroy_registry", "registry_endpoint", "registry_namespace_id"],
  scaleway_cockpit_alert_manager: ["enable_managed_alerts"],
  scaleway_job_definition: ["command"],
  scaleway_object_bucket: ["acl"],
  scaleway_vpc_gateway_network: ["cleanup_dhcp", "dhcp_id", "enable_dhcp", "static_address"],
  scaleway_vpc_public_gateway: ["move_to_ipam", "upstream_dns_servers"],
};
export const DEPRECATED_TYPES = ["scaleway_container_cron", "scaleway_container_token"];

/**
 * The attributes that are secret, by type, even if the plan does not mark them: the provider prints headers and the content of
 * a credentials file in plain text. A test compares them with the library's list of sensitive attributes.
 */
export const SECRETS: Readonly<Record<string, Value>> = {
  scaleway_container: { secret_environment_variables: true },
  scaleway_container_namespace: { secret_environment_variables: true },
  scaleway_container_trigger: {
    cron: { headers: true },
    nats: { credentials_file_content: true },
    sqs: { access_key: true, secret_key: true },
  },
  scaleway_iam_user: { password: true, password_wo: true },
  scaleway_lb_certificate: { custom_certificate: { certificate_chain: true } },
  scaleway_mnq_sqs_queue: { access_key: true, secret_key: true },
  scaleway_rdb_instance: { password: true, password_wo: true },
  scaleway_rdb_user: { password: true, password_wo: true },
  scaleway_redis_cluster: { password: true, password_wo: true },
  scaleway_secret_version: { data: true, data_wo: true },
};

// A type in a plan can have the name of a field that every object inherits, such as constructor.
for (const table of [KNOWN_TYPES, DEPRECATED, SECRETS]) Object.setPrototypeOf(table, null);
