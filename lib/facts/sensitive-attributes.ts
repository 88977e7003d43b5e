/**
 * The attributes that the provider marks as sensitive or write-only, by type, and one that it should mark:
 * `nats.credentials_file_content`.
 * A test compares the list with the pinned schema. Attributes that only the provider computes are omitted: no configuration can contain a literal there.
 */
export const SENSITIVE_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  scaleway_container: ["secret_environment_variables"],
  scaleway_container_namespace: ["secret_environment_variables"],
  scaleway_container_trigger: ["nats.credentials_file_content", "sqs.access_key", "sqs.secret_key"],
  scaleway_iam_user: ["password", "password_wo"],
  scaleway_lb_certificate: ["custom_certificate.certificate_chain"],
  scaleway_mnq_sqs_queue: ["access_key", "secret_key"],
  scaleway_rdb_instance: ["password", "password_wo"],
  scaleway_rdb_user: ["password", "password_wo"],
  scaleway_redis_cluster: ["password", "password_wo"],
  scaleway_secret_version: ["data", "data_wo"],
};

/** The attributes of providers and backends that contain keys. */
export const KEY_ATTRIBUTES = ["access_key", "secret_key"] as const;
