import { DEFAULT_PROJECT_ID, type Services } from "../api/context";
import type { Json } from "../api/json";
import { containers } from "../products/container/records";
import type { Labels } from "./entry";

/** The labels of a container that exists. */
export function containerLabels(services: Services, id: string): Labels | undefined {
  const container = containers(services).get(id);
  if (container === undefined) return undefined;
  const { region, project_id, fields } = container;
  return {
    project_id,
    project_name: projectName(services, project_id),
    region,
    resource_id: id,
    resource_name: resourceName(fields["public_endpoint"]),
    resource_type: "serverless_container",
    service_name: "serverless_container",
  };
}

/** The name of the container with its namespace, as in its endpoint: `shop1eb07827-order-api`. */
function resourceName(endpoint: Json | undefined): string {
  return typeof endpoint === "string" ? (/^https:\/\/([^.]+)\./.exec(endpoint)?.[1] ?? "") : "";
}

function projectName({ store }: Services, id: string): string {
  const project = store.table<{ readonly id: string; readonly name: string }>("account.projects").get(id);
  return project?.name ?? (id === DEFAULT_PROJECT_ID ? "default" : "");
}
