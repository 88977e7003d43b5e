import { DOMAIN_LIMITS } from "../../../../../lib/facts/limits";
import { startChange, type Request, type Routes } from "../../api/context";
import { alreadyExists, preconditionFailed } from "../../api/errors";
import { newId } from "../../api/ids";
import { Input } from "../../api/input";
import type { JsonObject } from "../../api/json";
import type { Change } from "../../api/lifecycle";
import { listPage, matches } from "../../api/listing";
import { containers, displayStatus, domains, find, inRegion, startDeletion, type Domain } from "./records";

const PATH = "/containers/v1/regions/{region}/domains";

export const domainRoutes: Routes = {
  [`POST ${PATH}`]: ["containers CreateDomain", create],
  [`GET ${PATH}`]: ["containers ListDomains", list],
  [`GET ${PATH}/{id}`]: ["containers GetDomain", (request) => display(current(request), request)],
  [`PATCH ${PATH}/{id}`]: ["containers UpdateDomain", update],
  [`DELETE ${PATH}/{id}`]: ["containers DeleteDomain", remove],
};

function current(request: Request): Domain {
  return find(domains(request), "domain", request.param("id"), request);
}

function create(request: Request): JsonObject {
  const input = new Input(request.body);
  const container_id = input.requiredId("container_id");
  const hostname = input.requiredText("hostname", DOMAIN_LIMITS.hostname);
  input.check();
  const container = find(containers(request), "container", container_id, request);
  const others = inRegion(domains(request), request);
  const same = others.find((domain) => domain.hostname === hostname);
  if (same !== undefined) throw alreadyExists("domain", same.id, "The hostname is used by another domain");
  const { max } = DOMAIN_LIMITS.domainsPerContainer;
  if (others.filter((domain) => domain.container_id === container_id).length >= max) {
    throw preconditionFailed("domains_per_container", `A container has at most ${max} domains`);
  }
  const now = request.clock.timestamp();
  const domain: Domain = {
    id: newId(),
    region: container.region,
    hostname,
    container_id,
    tags: input.texts("tags") ?? [],
    status: "ready",
    change: startChange(request, "creating"),
    created_at: now,
    updated_at: now,
  };
  input.check();
  domains(request).put(domain.id, domain);
  return display(domain, request, "creating");
}

function list(request: Request): JsonObject {
  const { query } = request;
  const values = inRegion(domains(request), request).filter(({ container_id }) => {
    const container = containers(request).get(container_id);
    return (
      matches(query, "container_id", container_id) &&
      matches(query, "namespace_id", container?.namespace_id) &&
      matches(query, "project_id", container?.project_id)
    );
  });
  return listPage("domains", values, query, (value) => display(value, request));
}

function update(request: Request): JsonObject {
  const domain = current(request);
  const input = new Input(request.body);
  const tags = input.texts("tags") ?? domain.tags;
  input.check();
  const changed = { ...domain, tags, updated_at: request.clock.timestamp() };
  domains(request).put(domain.id, changed);
  return display(changed, request);
}

function remove(request: Request): JsonObject {
  const domain = current(request);
  startDeletion(domains(request), domain, request);
  return display(domain, request, "deleting");
}

function display(domain: Domain, request: Request, during?: Change["status"]): JsonObject {
  const { id, hostname, container_id, created_at, updated_at, tags } = domain;
  return { id, hostname, container_id, ...displayStatus(domain, request, during), created_at, updated_at, tags };
}
