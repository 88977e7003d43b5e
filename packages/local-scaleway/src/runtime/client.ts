import { asList, asText, isJsonObject } from "../api/json";
import { callControl, type RunningServer } from "../client";

/** A container of a running server. */
export interface ListedContainer {
  readonly id: string;
  readonly name: string;
  /** The name in logs, such as `shop1eb07827-order-api`. */
  readonly resourceName: string;
  readonly status: string;
  /** The reason of an error, else empty. */
  readonly reason: string;
  /** Where it is reached from this machine; its own port comes first. */
  readonly urls: readonly string[];
}

export async function listContainers(server: RunningServer): Promise<ListedContainer[]> {
  const { containers } = await callControl(server, "GET", "containers");
  return asList(containers)
    .filter(isJsonObject)
    .map(({ id, name, resource_name, status, error_message, urls }) => ({
      id: asText(id),
      name: asText(name),
      resourceName: asText(resource_name),
      status: asText(status),
      reason: asText(error_message),
      urls: asList(urls).map(asText),
    }));
}
