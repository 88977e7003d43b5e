import { randomBytes } from "node:crypto";
import { DEFAULT_ORGANIZATION_ID, DEFAULT_PROJECT_ID, type Request, type Routes, type Services } from "../api/context";
import { notFound, preconditionFailed } from "../api/errors";
import { newId } from "../api/ids";
import { Input } from "../api/input";
import type { JsonObject } from "../api/json";
import { listPage, matches, matchesTags } from "../api/listing";
import { inPathRegion } from "../api/lookup";

const VPCS = "/vpc/v2/regions/{region}/vpcs";
const NETWORKS = "/vpc/v2/regions/{region}/private-networks";
const SUBNET = /^[\da-f.:]+\/\d{1,3}$/i;

interface Vpc {
  readonly id: string;
  readonly name: string;
  readonly organization_id: string;
  readonly project_id: string;
  readonly region: string;
  readonly tags: readonly string[];
  readonly is_default: boolean;
  readonly routing_enabled: boolean;
  readonly custom_routes_propagation_enabled: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

interface PrivateNetwork {
  readonly id: string;
  readonly name: string;
  readonly organization_id: string;
  readonly project_id: string;
  readonly region: string;
  readonly tags: readonly string[];
  readonly vpc_id: string;
  readonly subnets: readonly { readonly id: string; readonly subnet: string }[];
  readonly default_route_propagation_enabled: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

export const vpc: Routes = {
  [`POST ${VPCS}`]: ["vpc CreateVPC", createVpc],
  [`GET ${VPCS}`]: ["vpc ListVPCs", listVpcs],
  [`GET ${VPCS}/{id}`]: ["vpc GetVPC", (request) => displayVpc(currentVpc(request), request)],
  [`PATCH ${VPCS}/{id}`]: ["vpc UpdateVPC", updateVpc],
  [`DELETE ${VPCS}/{id}`]: ["vpc DeleteVPC", removeVpc],
  [`POST ${VPCS}/{id}/enable-routing`]: ["vpc EnableRouting", enable("routing_enabled")],
  [`POST ${VPCS}/{id}/enable-custom-routes-propagation`]: [
    "vpc EnableCustomRoutesPropagation",
    enable("custom_routes_propagation_enabled"),
  ],
  [`POST ${NETWORKS}`]: ["vpc CreatePrivateNetwork", createNetwork],
  [`GET ${NETWORKS}`]: ["vpc ListPrivateNetworks", listNetworks],
  [`GET ${NETWORKS}/{id}`]: ["vpc GetPrivateNetwork", (request) => displayNetwork(currentNetwork(request))],
  [`PATCH ${NETWORKS}/{id}`]: ["vpc UpdatePrivateNetwork", updateNetwork],
  [`DELETE ${NETWORKS}/{id}`]: ["vpc DeletePrivateNetwork", removeNetwork],
};

const vpcs = ({ store }: Services) => store.table<Vpc>("vpc.vpcs");
export const privateNetworks = ({ store }: Services) => store.table<PrivateNetwork>("vpc.private_networks");

function currentVpc(request: Request): Vpc {
  const id = request.param("id");
  return inPathRegion(vpcs(request).get(id), request, notFound("vpc", id));
}

function currentNetwork(request: Request): PrivateNetwork {
  const id = request.param("id");
  return inPathRegion(privateNetworks(request).get(id), request, notFound("private_network", id));
}

function newVpc(project_id: string, request: Request): Vpc {
  const now = request.clock.timestamp();
  return {
    id: newId(),
    name: "default",
    organization_id: DEFAULT_ORGANIZATION_ID,
    project_id,
    region: request.param("region"),
    tags: [],
    is_default: true,
    routing_enabled: true,
    custom_routes_propagation_enabled: true,
    created_at: now,
    updated_at: now,
  };
}

function createVpc(request: Request): JsonObject {
  const input = new Input(request.body);
  const value: Vpc = {
    ...newVpc(input.requiredId("project_id"), request),
    name: input.text("name") ?? "",
    tags: input.texts("tags") ?? [],
    is_default: false,
  };
  input.check();
  vpcs(request).put(value.id, value);
  return displayVpc(value, request);
}

function listVpcs(request: Request): JsonObject {
  const { query } = request;
  defaultVpc(query.get("project_id") ?? DEFAULT_PROJECT_ID, request);
  const values = vpcs(request)
    .all()
    .filter(
      (value) =>
        value.region === request.param("region") &&
        matches(query, "name", value.name) &&
        matches(query, "project_id", value.project_id) &&
        matches(query, "is_default", String(value.is_default)) &&
        matchesTags(query, value.tags),
    );
  return listPage("vpcs", values, query, (value) => displayVpc(value, request));
}

function updateVpc(request: Request): JsonObject {
  const value = currentVpc(request);
  const input = new Input(request.body);
  return saveVpc(
    { ...value, name: input.text("name") ?? value.name, tags: input.texts("tags") ?? value.tags },
    input,
    request,
  );
}

function enable(setting: "routing_enabled" | "custom_routes_propagation_enabled") {
  return (request: Request): JsonObject =>
    saveVpc({ ...currentVpc(request), [setting]: true }, new Input(request.body), request);
}

function saveVpc(value: Vpc, input: Input, request: Request): JsonObject {
  input.check();
  const changed = { ...value, updated_at: request.clock.timestamp() };
  vpcs(request).put(changed.id, changed);
  return displayVpc(changed, request);
}

function removeVpc(request: Request): undefined {
  const { id } = currentVpc(request);
  if (networksOf(id, request).length > 0) {
    throw preconditionFailed("resource_still_in_use", "The VPC still has private networks");
  }
  vpcs(request).delete(id);
}

function networksOf(vpcId: string, request: Request): PrivateNetwork[] {
  return privateNetworks(request)
    .all()
    .filter(({ vpc_id }) => vpc_id === vpcId);
}

function displayVpc(value: Vpc, request: Request): JsonObject {
  return { ...value, private_network_count: networksOf(value.id, request).length };
}

function createNetwork(request: Request): JsonObject {
  const input = new Input(request.body);
  const now = request.clock.timestamp();
  const network: Omit<PrivateNetwork, "vpc_id"> = {
    id: newId(),
    name: input.text("name") ?? "",
    organization_id: DEFAULT_ORGANIZATION_ID,
    project_id: input.requiredId("project_id"),
    region: request.param("region"),
    tags: input.texts("tags") ?? [],
    subnets: readSubnets(input).map((subnet) => ({ id: newId(), subnet })),
    default_route_propagation_enabled: input.boolean("default_route_propagation_enabled") ?? false,
    created_at: now,
    updated_at: now,
  };
  const vpc_id = input.id("vpc_id");
  input.check();
  const value: PrivateNetwork = { ...network, vpc_id: vpc_id ?? defaultVpc(network.project_id, request).id };
  if (vpcs(request).get(value.vpc_id)?.region !== value.region) throw notFound("vpc", value.vpc_id);
  privateNetworks(request).put(value.id, value);
  return displayNetwork(value);
}

/** The subnets of a request; Scaleway adds one of each IP version that is missing. */
function readSubnets(input: Input): string[] {
  const subnets = input.texts("subnets") ?? [];
  if (!subnets.every((subnet) => SUBNET.test(subnet))) input.reject("subnets", "must be in CIDR notation", "format");
  const [first = 0, second = 0, third = 0, fourth = 0] = randomBytes(4);
  const ipv4 = `172.${16 + (first % 16)}.${second & 0xfc}.0/22`;
  const ipv6 = `fd00:5c1:${(third * 256 + fourth).toString(16)}::/64`;
  return [
    ...subnets,
    ...(subnets.some((subnet) => subnet.includes(".")) ? [] : [ipv4]),
    ...(subnets.some((subnet) => subnet.includes(":")) ? [] : [ipv6]),
  ];
}

/** The default VPC of a project, which always exists at Scaleway. */
function defaultVpc(project: string, request: Request): Vpc {
  const region = request.param("region");
  const existing = vpcs(request)
    .all()
    .find((value) => value.is_default && value.region === region && value.project_id === project);
  if (existing !== undefined) return existing;
  const created = newVpc(project, request);
  vpcs(request).put(created.id, created);
  return created;
}

function listNetworks(request: Request): JsonObject {
  const { query } = request;
  const values = privateNetworks(request)
    .all()
    .filter(
      (value) =>
        value.region === request.param("region") &&
        matches(query, "name", value.name) &&
        matches(query, "project_id", value.project_id) &&
        matches(query, "vpc_id", value.vpc_id) &&
        matchesTags(query, value.tags),
    );
  return listPage("private_networks", values, query, displayNetwork);
}

function updateNetwork(request: Request): JsonObject {
  const value = currentNetwork(request);
  const input = new Input(request.body);
  const changed: PrivateNetwork = {
    ...value,
    name: input.text("name") ?? value.name,
    tags: input.texts("tags") ?? value.tags,
    default_route_propagation_enabled:
      input.boolean("default_route_propagation_enabled") ?? value.default_route_propagation_enabled,
    updated_at: request.clock.timestamp(),
  };
  input.check();
  privateNetworks(request).put(changed.id, changed);
  return displayNetwork(changed);
}

function removeNetwork(request: Request): undefined {
  privateNetworks(request).delete(currentNetwork(request).id);
}

function displayNetwork(value: PrivateNetwork): JsonObject {
  const { id: private_network_id, vpc_id, project_id, created_at, updated_at } = value;
  const shared = { private_network_id, vpc_id, project_id, created_at, updated_at };
  return { ...value, dhcp_enabled: true, subnets: value.subnets.map((subnet) => ({ ...subnet, ...shared })) };
}
