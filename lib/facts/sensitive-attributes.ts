/**
 * What the provider marks as sensitive, and two things that it should. A test holds the list against the pinned schema.
 * Attributes that the provider computes alone are left out: nobody can write a literal there.
 */
export const SENSITIVE_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  scaleway_container: ["secret_environment_variables"],
  scaleway_container_namespace: ["secret_environment_variables"],
  scaleway_container_trigger: ["nats.credentials_file_content", "sqs.access_key", "sqs.secret_key"],
  scaleway_mnq_sqs_queue: ["access_key", "secret_key"],
  scaleway_secret_version: ["data", "data_wo"],
};

/** Keys in the configuration of a provider or a backend. */
export const KEY_ATTRIBUTES = ["access_key", "secret_key"] as const;
