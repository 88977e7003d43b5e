import { DOMAIN_LIMITS, type NumberLimit } from "../../../../lib/facts/limits";
import { RECORD_TYPES } from "../../../../lib/facts/dns-record-types";
import { DEFAULT_PROJECT_ID, type Request, type Routes, type Services } from "../api/context";
import { alreadyExists, notFound } from "../api/errors";
import { newId } from "../api/ids";
import { Input } from "../api/input";
import type { JsonObject } from "../api/json";
import { listPage, matches } from "../api/listing";

const ZONES = "/domain/v2beta1/dns-zones";
const NAME_SERVERS = ["ns0.dom.scw.cloud", "ns1.dom.scw.cloud"] as const;
const NAME_SERVER_TTL = 1800;
/** How long Scaleway takes to publish a change of a zone. Nothing waits for it but the deletion of the zone. */
const PENDING_MS = 5000;
const TTL: NumberLimit = DOMAIN_LIMITS.ttlSeconds;

interface DnsRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly data: string;
  readonly ttl: number;
  readonly priority: number;
  readonly comment: string | null;
  readonly updated_at: string;
}

interface Zone {
  /** The whole name. */
  readonly name: string;
  readonly project_id: string;
  readonly updated_at: string;
  readonly records: readonly DnsRecord[];
}

export const domain: Routes = {
  [`POST ${ZONES}`]: ["domain CreateDNSZone", create],
  [`GET ${ZONES}`]: ["domain ListDNSZones", list],
  [`PATCH ${ZONES}/{zone}`]: ["domain UpdateDNSZone", update],
  [`DELETE ${ZONES}/{zone}`]: ["domain DeleteDNSZone", remove],
  [`GET ${ZONES}/{zone}/records`]: ["domain ListDNSZoneRecords", listRecords],
  [`PATCH ${ZONES}/{zone}/records`]: ["domain UpdateDNSZoneRecords", updateRecords],
};

const zones = ({ store }: Services) => store.table<Zone>("domain.zones");

function current(request: Request): Zone {
  const name = request.param("zone");
  const zone = zones(request).get(name);
  if (zone === undefined) throw notFound("dns_zone", name);
  return zone;
}

function newZone(name: string, project_id: string, request: Request): Zone {
  const updated_at = request.clock.timestamp();
  const records = NAME_SERVERS.map((server) => ({
    id: newId(),
    name: "",
    type: "NS",
    data: `${server}.`,
    ttl: NAME_SERVER_TTL,
    priority: 0,
    comment: null,
    updated_at,
  }));
  return { name, project_id, updated_at, records };
}

function create(request: Request): JsonObject {
  const input = new Input(request.body);
  const domainName = input.requiredText("domain", DOMAIN_LIMITS.dnsZone);
  const subdomain = input.text("subdomain") ?? "";
  const project = input.id("project_id") ?? DEFAULT_PROJECT_ID;
  input.check();
  const name = subdomain === "" ? domainName : `${subdomain}.${domainName}`;
  if (zones(request).get(name) !== undefined) throw alreadyExists("dns_zone", name, "The DNS zone exists");
  const zone = newZone(name, project, request);
  zones(request).put(name, zone);
  return display(zone, request);
}

function list(request: Request): JsonObject {
  const { query } = request;
  const names = query.getAll("dns_zones");
  const values = zones(request)
    .all()
    .filter(
      ({ name, project_id }) =>
        (names.length === 0 || names.includes(name)) &&
        matches(query, "dns_zone", name) &&
        matches(query, "domain", partsOf(name).domain) &&
        matches(query, "project_id", project_id),
    );
  return listPage("dns_zones", values, query, (zone) => display(zone, request));
}

/** Renames a zone. */
function update(request: Request): JsonObject {
  const zone = current(request);
  const input = new Input(request.body);
  const subdomain = input.text("new_dns_zone") ?? partsOf(zone.name).subdomain;
  input.check();
  const parent = partsOf(zone.name).domain;
  const name = subdomain === "" ? parent : `${subdomain}.${parent}`;
  const changed = { ...zone, name, updated_at: request.clock.timestamp() };
  zones(request).delete(zone.name);
  zones(request).put(name, changed);
  return display(changed, request);
}

function remove(request: Request): JsonObject {
  zones(request).delete(current(request).name);
  return {};
}

/** A zone below a domain of two labels: DNS and its suffixes are not emulated. */
function partsOf(name: string): { readonly domain: string; readonly subdomain: string } {
  const labels = name.split(".");
  return { domain: labels.slice(-2).join("."), subdomain: labels.slice(0, -2).join(".") };
}

function display({ name, project_id, updated_at }: Zone, { clock }: Services): JsonObject {
  return {
    ...partsOf(name),
    ns: [...NAME_SERVERS],
    ns_default: [...NAME_SERVERS],
    ns_master: [],
    status: clock.now() < Date.parse(updated_at) + PENDING_MS ? "pending" : "active",
    message: null,
    updated_at,
    project_id,
    linked_products: [],
  };
}

function listRecords(request: Request): JsonObject {
  const { query } = request;
  const type = query.get("type") ?? "unknown";
  const name = query.get("name") ?? "";
  // With a type, an empty name is the zone itself. Without one, it is no filter.
  const isFiltered = name !== "" || (type !== "unknown" && query.has("name"));
  const values = current(request).records.filter(
    (record) =>
      matches(query, "id", record.id) && matches(query, "type", record.type) && (!isFiltered || record.name === name),
  );
  return listPage("records", values, query, displayRecord, "name_asc");
}

function displayRecord(record: DnsRecord): JsonObject {
  return { ...record };
}

function updateRecords(request: Request): JsonObject {
  const input = new Input(request.body);
  const name = request.param("zone");
  const isNewRejected = input.boolean("disallow_new_zone_creation") === true;
  const zone =
    zones(request).get(name) ?? (isNewRejected ? current(request) : newZone(name, DEFAULT_PROJECT_ID, request));
  let { records } = zone;
  const added: DnsRecord[] = [];
  for (const change of input.objects("changes") ?? []) {
    const set = change.object("set");
    const removed = set ?? change.object("delete");
    if (removed !== undefined) records = without(records, removed);
    if (change.object("clear") !== undefined)
      records = records.filter(({ type, name: own }) => type === "NS" && own === "");
    const written = (set ?? change.object("add"))?.objects("records") ?? [];
    const created = written.map((record) => readRecord(record, set?.id("id"), request));
    records = [...records, ...created];
    added.push(...created);
  }
  const isAllReturned = input.boolean("return_all_records") === true;
  input.check();
  zones(request).put(name, { ...zone, records, updated_at: request.clock.timestamp() });
  return { records: (isAllReturned ? records : added).map(displayRecord) };
}

/** The records without those that a change selects, by ID or by their fields. */
function without(records: readonly DnsRecord[], change: Input): DnsRecord[] {
  const id = change.id("id");
  if (id !== undefined) return records.filter((record) => record.id !== id);
  const fields = change.object("id_fields");
  if (fields === undefined) return [...records];
  const [name, type, data] = [fields.text("name") ?? "", fields.text("type"), fields.text("data")];
  return records.filter(
    (record) => record.name !== name || record.type !== type || (data !== undefined && record.data !== data),
  );
}

function readRecord(input: Input, id: string | undefined, request: Request): DnsRecord {
  const type = input.choice("type", RECORD_TYPES) ?? "A";
  const priority = input.integer("priority") ?? 0;
  return {
    id: id ?? newId(),
    name: input.text("name") ?? "",
    type,
    data: displayData(input.requiredText("data"), type, priority),
    ttl: input.integer("ttl", TTL) ?? DOMAIN_LIMITS.ttlSeconds.min,
    priority,
    comment: input.text("comment") ?? null,
    updated_at: request.clock.timestamp(),
  };
}

/** The form in which the API sends data back. */
function displayData(data: string, type: string, priority: number): string {
  if (type === "TXT" && !data.startsWith('"')) return `"${data}"`;
  return type === "MX" ? `${priority} ${data}` : data;
}
