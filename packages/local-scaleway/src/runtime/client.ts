import { isJsonObject, type Json } from "../api/json";
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
  return (Array.isArray(containers) ? containers : [])
    .filter(isJsonObject)
    .map(({ id, name, resource_name, status, error_message, urls }) => ({
      id: text(id),
      name: text(name),
      resourceName: text(resource_name),
      status: text(status),
      reason: text(error_message),
      urls: Array.isArray(urls) ? urls.map(text) : [],
    }));
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
