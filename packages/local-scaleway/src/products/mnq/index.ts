import { DEFAULT_PROJECT_ID, type Request, type Routes } from "../../api/context";
import { alreadyExists, notFound, permissionsDenied } from "../../api/errors";
import { newId, randomText, sha1 } from "../../api/ids";
import { Input } from "../../api/input";
import type { JsonObject } from "../../api/json";
import { listPage, matches } from "../../api/listing";
import { inPathRegion } from "../../api/lookup";
import { natsRoutes } from "./nats";
import { activations, credentialsOf, MNQ, queues, type Activation, type Credentials, type Service } from "./records";
import { removeQueue } from "./sqs/queue-actions";

export const mnq: Routes = { ...serviceRoutes("sqs"), ...serviceRoutes("sns"), ...natsRoutes };

function serviceRoutes(service: Service): Routes {
  const title = service === "sqs" ? "Sqs" : "Sns";
  const path = `${MNQ}/${service}-credentials`;
  const current = (request: Request) =>
    inPathRegion(
      credentialsOf(service, request).get(request.param("id")),
      request,
      notFound("credentials", request.param("id")),
    );
  return {
    [`POST ${MNQ}/activate-${service}`]: [`mnq Activate${title}`, (request) => activate(service, request)],
    [`POST ${MNQ}/deactivate-${service}`]: [`mnq Deactivate${title}`, (request) => deactivate(service, request)],
    [`GET ${MNQ}/${service}-info`]: [`mnq Get${title}Info`, (request) => info(service, request)],
    [`POST ${path}`]: [`mnq Create${title}Credentials`, (request) => createCredentials(service, request)],
    [`GET ${path}`]: [`mnq List${title}Credentials`, (request) => listCredentials(service, request)],
    [`GET ${path}/{id}`]: [`mnq Get${title}Credentials`, (request) => displayCredentials(current(request))],
    [`PATCH ${path}/{id}`]: [
      `mnq Update${title}Credentials`,
      (request) => updateCredentials(service, current(request), request),
    ],
    [`DELETE ${path}/{id}`]: [
      `mnq Delete${title}Credentials`,
      (request) => {
        credentialsOf(service, request).delete(current(request).id);
        return undefined;
      },
    ],
  };
}

/** The URL of queues, which this server answers itself: the provider and containers call it. */
function endpointUrl(service: Service, request: Request): string {
  return service === "sqs" ? request.baseUrl() : `https://sns.mnq.${request.param("region")}.scaleway.com`;
}

function activate(service: Service, request: Request): JsonObject {
  const input = new Input(request.body);
  const project = input.id("project_id") ?? DEFAULT_PROJECT_ID;
  input.check();
  const id = `${request.param("region")}/${project}`;
  const name = service.toUpperCase();
  if (activations(service, request).get(id)?.status === "enabled") {
    throw alreadyExists(`Mnq${name}Namespace`, project, `${name} is already enabled on this project`);
  }
  const now = request.clock.timestamp();
  const activation: Activation = { created_at: now, updated_at: now, status: "enabled" };
  activations(service, request).put(id, activation);
  return displayActivation(service, project, activation, request);
}

/** Deactivates a service, which deletes all of its queues. */
function deactivate(service: Service, request: Request): JsonObject {
  const input = new Input(request.body);
  const project = input.id("project_id") ?? DEFAULT_PROJECT_ID;
  input.check();
  const region = request.param("region");
  const id = `${region}/${project}`;
  if (activations(service, request).get(id)?.status !== "enabled") {
    throw notFound(`Mnq${service.toUpperCase()}Namespace`, project);
  }
  activations(service, request).delete(id);
  if (service === "sqs") {
    for (const queue of queues(request).all()) {
      if (queue.region === region && queue.project_id === project) removeQueue(queue, request);
    }
  }
  return displayActivation(service, project, undefined, request);
}

function info(service: Service, request: Request): JsonObject {
  const project = request.query.get("project_id") ?? DEFAULT_PROJECT_ID;
  const activation = activations(service, request).get(`${request.param("region")}/${project}`);
  return displayActivation(service, project, activation, request);
}

function displayActivation(
  service: Service,
  project: string,
  activation: Activation | undefined,
  request: Request,
): JsonObject {
  const { created_at, updated_at, status } = activation ?? { created_at: null, updated_at: null, status: "disabled" };
  return {
    project_id: project,
    region: request.param("region"),
    created_at,
    updated_at,
    status,
    [`${service}_endpoint_url`]: endpointUrl(service, request),
  };
}

function createCredentials(service: Service, request: Request): JsonObject {
  const input = new Input(request.body);
  const permissions = input.object("permissions");
  const now = request.clock.timestamp();
  const region = request.param("region");
  const credentials: Credentials = {
    id: newId(),
    name: input.text("name") ?? "",
    project_id: input.id("project_id") ?? DEFAULT_PROJECT_ID,
    region,
    access_key: randomText(20),
    secret_key: randomText(64),
    permissions: {
      can_publish: permissions?.boolean("can_publish") ?? false,
      can_receive: permissions?.boolean("can_receive") ?? false,
      can_manage: permissions?.boolean("can_manage") ?? false,
    },
    created_at: now,
    updated_at: now,
  };
  input.check();
  const activation = activations(service, request).get(`${region}/${credentials.project_id}`);
  if (activation?.status !== "enabled") throw permissionsDenied("namespace", "read");
  credentialsOf(service, request).put(credentials.id, credentials);
  return displayCredentials(credentials);
}

function listCredentials(service: Service, request: Request): JsonObject {
  const { query } = request;
  const values = credentialsOf(service, request)
    .all()
    .filter(({ region, project_id }) => region === request.param("region") && matches(query, "project_id", project_id));
  return listPage(`${service}_credentials`, values, query, displayCredentials);
}

function updateCredentials(service: Service, credentials: Credentials, request: Request): JsonObject {
  const input = new Input(request.body);
  const permissions = input.object("permissions");
  const stored = credentials.permissions;
  const changed: Credentials = {
    ...credentials,
    name: input.text("name") ?? credentials.name,
    permissions: {
      can_publish: permissions?.boolean("can_publish") ?? stored.can_publish,
      can_receive: permissions?.boolean("can_receive") ?? stored.can_receive,
      can_manage: permissions?.boolean("can_manage") ?? stored.can_manage,
    },
    updated_at: request.clock.timestamp(),
  };
  input.check();
  credentialsOf(service, request).put(changed.id, changed);
  return displayCredentials(changed);
}

function displayCredentials(credentials: Credentials): JsonObject {
  return { ...credentials, permissions: { ...credentials.permissions }, secret_checksum: sha1(credentials.secret_key) };
}
