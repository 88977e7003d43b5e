import type { Request, Services } from "../../api/context";
import { notFound } from "../../api/errors";
import { isJsonObject, type JsonObject } from "../../api/json";
import { isGone, statusOf, type Change, type Lifecycle } from "../../api/lifecycle";
import { inPathRegion } from "../../api/lookup";
import type { Table } from "../../state/store";
import type { Secrets, Variables } from "./environment";

interface Base extends Lifecycle {
  readonly id: string;
  readonly region: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface Namespace extends Base {
  readonly name: string;
  readonly project_id: string;
  readonly organization_id: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly variables: Variables;
  readonly secrets: Secrets;
}

export interface Container extends Base {
  readonly name: string;
  readonly namespace_id: string;
  readonly project_id: string;
  readonly variables: Variables;
  readonly secrets: Secrets;
  /** The number of the deployment. */
  readonly revision: number;
  /** The other fields, as answers contain them. */
  readonly fields: JsonObject;
}

export interface Trigger extends Base {
  readonly name: string;
  readonly container_id: string;
  readonly fields: JsonObject;
  /** The credentials, which no answer contains. */
  readonly credentials: Readonly<Record<string, string>>;
}

export interface Domain extends Base {
  readonly hostname: string;
  readonly container_id: string;
  readonly tags: readonly string[];
}

/** The names of the tables. */
export const TABLES = {
  namespaces: "container.namespaces",
  containers: "container.containers",
  triggers: "container.triggers",
  domains: "container.domains",
} as const;

export const namespaces = ({ store }: Services) => store.table<Namespace>(TABLES.namespaces);
export const containers = ({ store }: Services) => store.table<Container>(TABLES.containers);
export const triggers = ({ store }: Services) => store.table<Trigger>(TABLES.triggers);
export const domains = ({ store }: Services) => store.table<Domain>(TABLES.domains);

/** The types of sources of triggers. */
export const SOURCES = ["cron", "sqs", "nats"] as const;
export type SourceType = (typeof SOURCES)[number];

/** The type of a trigger's source; undefined if a restored snapshot has another one. */
export function sourceType({ fields }: Trigger): SourceType | undefined {
  return SOURCES.find((type) => type === fields["source_type"]);
}

/** The configuration of a trigger's source, as answers contain it. */
export function sourceConfig(trigger: Trigger): JsonObject {
  const type = sourceType(trigger);
  const config = type === undefined ? undefined : trigger.fields[`${type}_config`];
  return isJsonObject(config) ? config : {};
}

/** The record with the ID in the path. */
export function find<Value extends Base>(table: Table<Value>, kind: string, id: string, request: Request): Value {
  const value = inPathRegion(table.get(id), request, notFound(kind, id));
  if (isGone(value, request.clock.now())) throw notFound(kind, id);
  return value;
}

/** The records in the region of the path. */
export function inRegion<Value extends Base>(table: Table<Value>, request: Request): Value[] {
  const [region, now] = [request.param("region"), request.clock.now()];
  return table.all().filter((value) => value.region === region && !isGone(value, now));
}

/** The status of an answer. Its error message is left out while the status changes. */
export function displayStatus(value: Lifecycle, { clock }: Request, during?: Change["status"]): JsonObject {
  const status = statusOf(value, clock.now(), during);
  return status === value.status ? { status, error_message: value.error ?? "" } : { status };
}

/** Starts the deletion, or deletes at once if changes take no time. */
export function startDeletion<Value extends Base>(table: Table<Value>, value: Value, request: Request): void {
  const { clock, settings } = request;
  if (settings.settleMs === 0) table.delete(value.id);
  else table.put(value.id, { ...value, change: { status: "deleting", until: clock.now() + settings.settleMs } });
}
