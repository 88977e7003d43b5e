import { NAMESPACE_LIMITS } from "../../../../../lib/facts/limits";
import { DEFAULT_ORGANIZATION_ID, startChange, type Request, type Routes } from "../../api/context";
import { alreadyExists } from "../../api/errors";
import { newId } from "../../api/ids";
import { Input } from "../../api/input";
import type { JsonObject } from "../../api/json";
import { statusOf, type Change } from "../../api/lifecycle";
import { listPage, matches } from "../../api/listing";
import { deleteContainer, startRedeployment } from "./containers";
import { displaySecrets, readSecrets, readVariables } from "./environment";
import { containers, find, inRegion, namespaces, startDeletion, type Container, type Namespace } from "./records";

const PATH = "/containers/v1/regions/{region}/namespaces";

export const namespaceRoutes: Routes = {
  [`POST ${PATH}`]: ["containers CreateNamespace", create],
  [`GET ${PATH}`]: ["containers ListNamespaces", list],
  [`GET ${PATH}/{id}`]: ["containers GetNamespace", (request) => display(current(request), request)],
  [`PATCH ${PATH}/{id}`]: ["containers UpdateNamespace", update],
  [`DELETE ${PATH}/{id}`]: ["containers DeleteNamespace", remove],
};

function current(request: Request): Namespace {
  return find(namespaces(request), "namespace", request.param("id"), request);
}

function create(request: Request): JsonObject {
  const input = new Input(request.body);
  const now = request.clock.timestamp();
  const namespace: Namespace = {
    id: newId(),
    region: request.param("region"),
    name: input.requiredText("name", NAMESPACE_LIMITS.name),
    project_id: input.requiredId("project_id"),
    organization_id: DEFAULT_ORGANIZATION_ID,
    description: input.text("description", NAMESPACE_LIMITS.description) ?? "",
    tags: input.texts("tags") ?? [],
    variables: readVariables(input) ?? {},
    secrets: readSecrets(input) ?? {},
    status: "ready",
    change: startChange(request, "creating"),
    created_at: now,
    updated_at: now,
  };
  input.check();
  const same = inRegion(namespaces(request), request).find(
    ({ name, project_id }) => name === namespace.name && project_id === namespace.project_id,
  );
  if (same !== undefined) throw alreadyExists("namespace", same.id, "The name is used by another namespace");
  namespaces(request).put(namespace.id, namespace);
  return display(namespace, request, "creating");
}

function list(request: Request): JsonObject {
  const { query } = request;
  const values = inRegion(namespaces(request), request).filter(
    ({ name, project_id, organization_id }) =>
      matches(query, "name", name) &&
      matches(query, "project_id", project_id) &&
      matches(query, "organization_id", organization_id),
  );
  return listPage("namespaces", values, query, (value) => display(value, request));
}

function update(request: Request): JsonObject {
  const namespace = current(request);
  const input = new Input(request.body);
  const variables = readVariables(input);
  const secrets = readSecrets(input, namespace.secrets);
  // Only the environment reaches the containers, so only its changes take time.
  const isDeployed = variables !== undefined || secrets !== undefined;
  const changed: Namespace = {
    ...namespace,
    description: input.text("description", NAMESPACE_LIMITS.description) ?? namespace.description,
    tags: input.texts("tags") ?? namespace.tags,
    variables: variables ?? namespace.variables,
    secrets: secrets ?? namespace.secrets,
    ...(isDeployed && { change: startChange(request, "updating") }),
    updated_at: request.clock.timestamp(),
  };
  input.check();
  namespaces(request).put(changed.id, changed);
  if (isDeployed && request.hasEngine) {
    for (const container of containersOf(namespace, request)) startRedeployment(container, request);
  }
  return display(changed, request, isDeployed ? "updating" : undefined);
}

function remove(request: Request): JsonObject {
  const namespace = current(request);
  for (const container of containersOf(namespace, request)) deleteContainer(container, request);
  startDeletion(namespaces(request), namespace, request);
  return display(namespace, request, "deleting");
}

function containersOf({ id }: Namespace, request: Request): Container[] {
  return inRegion(containers(request), request).filter(({ namespace_id }) => namespace_id === id);
}

function display(namespace: Namespace, request: Request, during?: Change["status"]): JsonObject {
  const { id, name, organization_id, project_id, description, variables, secrets, tags, region } = namespace;
  return {
    id,
    name,
    organization_id,
    project_id,
    description,
    status: statusOf(namespace, request.clock.now(), during),
    environment_variables: variables,
    secret_environment_variables: displaySecrets(secrets),
    tags,
    created_at: namespace.created_at,
    updated_at: namespace.updated_at,
    region,
  };
}
