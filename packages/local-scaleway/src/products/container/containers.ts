import type { Request, Routes } from "../../api/context";
import { alreadyExists } from "../../api/errors";
import { newId } from "../../api/ids";
import { Input } from "../../api/input";
import type { JsonObject } from "../../api/json";
import type { Change } from "../../api/lifecycle";
import { listPage, matches } from "../../api/listing";
import { CONTAINER_LIMITS } from "../../../../../lib/facts/limits";
import { isDeploying, startDeployment } from "./deployment";
import { displaySecrets, readSecrets, readVariables } from "./environment";
import {
  containers,
  displayStatus,
  domains,
  find,
  inRegion,
  namespaces,
  startDeletion,
  TABLES,
  triggers,
  type Container,
  type Namespace,
} from "./records";
import { DEFAULT_FIELDS, readFields } from "./settings";

const PATH = "/containers/v1/regions/{region}/containers";
/** The part of a namespace's name in the URLs of its containers, and of its ID. */
const NAMESPACE_LENGTH = 20;
const ID_LENGTH = 8;

export const containerRoutes: Routes = {
  [`POST ${PATH}`]: ["containers CreateContainer", create],
  [`GET ${PATH}`]: ["containers ListContainers", list],
  [`GET ${PATH}/{id}`]: ["containers GetContainer", get],
  [`PATCH ${PATH}/{id}`]: ["containers UpdateContainer", update],
  [`POST ${PATH}/{id}/redeploy`]: ["containers RedeployContainer", redeploy],
  [`DELETE ${PATH}/{id}`]: ["containers DeleteContainer", remove],
};

function current(request: Request): Container {
  return find(containers(request), "container", request.param("id"), request);
}

async function get(request: Request): Promise<JsonObject> {
  const { settings, store, signal } = request;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(settings.holdMs ?? 0)]);
  while (isDeploying(current(request)) && !limit.aborted) await store.changed([TABLES.containers], limit);
  return display(current(request), request);
}

function create(request: Request): JsonObject {
  const input = new Input(request.body);
  const namespace_id = input.requiredId("namespace_id");
  const name = input.requiredText("name", CONTAINER_LIMITS.name);
  input.check();
  const namespace = find(namespaces(request), "namespace", namespace_id, request);
  const same = inRegion(containers(request), request).find(
    (container) => container.namespace_id === namespace_id && container.name === name,
  );
  if (same !== undefined) throw alreadyExists("container", same.id, "The name is used by another container");
  const fields = { ...DEFAULT_FIELDS, ...readFields(input, DEFAULT_FIELDS, request) };
  const now = request.clock.timestamp();
  const container: Container = {
    id: newId(),
    region: namespace.region,
    name,
    namespace_id,
    project_id: namespace.project_id,
    variables: readVariables(input, namespace.variables) ?? {},
    secrets: readSecrets(input) ?? {},
    fields: { ...fields, public_endpoint: publicEndpoint(namespace, name) },
    revision: 1,
    ...startDeployment(fields, "creating", request),
    created_at: now,
    updated_at: now,
  };
  input.requiredText("image");
  input.check();
  containers(request).put(container.id, container);
  return display(container, request, "creating");
}

function list(request: Request): JsonObject {
  const { query } = request;
  const values = inRegion(containers(request), request).filter(
    ({ name, namespace_id, project_id }) =>
      matches(query, "name", name) &&
      matches(query, "namespace_id", namespace_id) &&
      matches(query, "project_id", project_id),
  );
  return listPage("containers", values, query, (value) => display(value, request));
}

function update(request: Request): JsonObject {
  const container = current(request);
  const input = new Input(request.body);
  const inherited = namespaces(request).get(container.namespace_id)?.variables;
  const fields = { ...container.fields, ...readFields(input, container.fields, request) };
  const changed: Container = {
    ...container,
    fields,
    variables: readVariables(input, inherited) ?? container.variables,
    secrets: readSecrets(input, container.secrets) ?? container.secrets,
  };
  input.check();
  return deploy(changed, request);
}

function redeploy(request: Request): JsonObject {
  return deploy(current(request), request);
}

function deploy(container: Container, request: Request): JsonObject {
  const deployed = startRedeployment(container, request);
  return display(deployed, request, "updating");
}

/** Deploys a container again, with its settings and those of its namespace. */
export function startRedeployment(container: Container, request: Request): Container {
  const deployed: Container = {
    ...container,
    revision: container.revision + 1,
    ...startDeployment(container.fields, "updating", request),
    updated_at: request.clock.timestamp(),
  };
  containers(request).put(deployed.id, deployed);
  return deployed;
}

function remove(request: Request): JsonObject {
  const container = current(request);
  deleteContainer(container, request);
  return display(container, request, "deleting");
}

/** Deletes a container with its triggers and domains. */
export function deleteContainer(container: Container, request: Request): void {
  for (const table of [triggers(request), domains(request)]) {
    for (const { id, container_id } of table.all()) if (container_id === container.id) table.delete(id);
  }
  startDeletion(containers(request), container, request);
}

function publicEndpoint({ id, name, region }: Namespace, containerName: string): string {
  const prefix = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .slice(0, NAMESPACE_LENGTH);
  return `https://${prefix}${id.slice(0, ID_LENGTH)}-${containerName}.functions.fnc.${region}.scw.cloud`;
}

function display(container: Container, request: Request, during?: Change["status"]): JsonObject {
  const { id, name, namespace_id, created_at, updated_at, region } = container;
  return {
    id,
    name,
    namespace_id,
    ...displayStatus(container, request, during),
    created_at,
    updated_at,
    ...container.fields,
    environment_variables: container.variables,
    secret_environment_variables: displaySecrets(container.secrets),
    region,
  };
}
