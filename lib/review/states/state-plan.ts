import { KNOWN_TYPES } from "../plan/resource-types";
import { providerOf } from "./providers";
import type { StateFile } from "./state-file";

/**
 * A plan in JSON that changes nothing in a state. The review of a stack whose destruction cannot be planned reads it. It has
 * the attributes of known types only: a state does not mark all secrets of other types.
 */
export function unchangedPlan({ resources, terraformVersion }: StateFile): string {
  const changes = resources.flatMap(({ type, name, mode, provider, instances }) =>
    instances.map(({ address, attributes }) => {
      const values = KNOWN_TYPES[type] === undefined ? {} : attributes;
      const change = { actions: ["no-op"], before: values, after: values, before_sensitive: {}, after_sensitive: {} };
      return { address, type, name, mode, provider_name: providerOf(provider)?.address ?? "", change };
    }),
  );
  return JSON.stringify({ format_version: "1.2", terraform_version: terraformVersion, resource_changes: changes });
}
