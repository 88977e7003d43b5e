/** What a plan has of a container that is as this library makes it. */
export const CONTAINER = {
  id: "fr-par/aaaaaaaa-0000-4000-8000-000000000001",
  name: "api",
  namespace_id: "fr-par/bbbbbbbb-0000-4000-8000-000000000001",
  region: "fr-par",
  image: "rg.fr-par.scw.cloud/shop/api:v1",
  registry_sha256: `sha256:${"a".repeat(64)}`,
  privacy: "private",
  https_connections_only: true,
  min_scale: 0,
  max_scale: 5,
  memory_limit_bytes: 256_000_000,
  cpu_limit: 140,
  environment_variables: {},
  secret_environment_variables: {},
  startup_probe: [],
  status: "ready",
  error_message: "",
};

type Json = Readonly<Record<string, unknown>>;

/** A change of a resource as a plan has it. */
export function change(type: string, actions: readonly string[], before: unknown, after: unknown, more: Json = {}) {
  const { address = `${type}.it`, change: inner = {}, ...rest } = more as Json & { address?: string; change?: Json };
  return {
    ...{ address, mode: "managed", type, name: "it", provider_name: "registry.terraform.io/scaleway/scaleway" },
    change: { actions, before, after, after_unknown: {}, before_sensitive: {}, after_sensitive: {}, ...inner },
    ...rest,
  };
}

/** A container that goes from one state to another; the secrets are marked as the provider marks them. */
export function container(before: Json | null, after: Json | null, more: Json = {}) {
  const actions = before === null ? ["create"] : after === null ? ["delete"] : ["update"];
  const [was, is] = [before, after].map((side) => side && { ...CONTAINER, ...side });
  const marks = { secret_environment_variables: true };
  const {
    change: inner = {},
    actions: given = actions,
    ...rest
  } = more as Json & { change?: Json; actions?: string[] };
  return change("scaleway_container", given, was, is, {
    change: { before_sensitive: marks, after_sensitive: marks, ...inner },
    ...rest,
  });
}

/** A plan with some changes, as JSON text. */
export function planJson(changes: readonly unknown[], more: Json = {}): string {
  return JSON.stringify({
    ...{ format_version: "1.2", terraform_version: "1.11.4", planned_values: { root_module: {} } },
    ...{ resource_changes: changes, configuration: { root_module: {} }, errored: false, complete: true },
    ...more,
  });
}
