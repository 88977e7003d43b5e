import { HTTP_METHODS, NATS_LIMITS, SCHEDULE_LIMITS, TRIGGER_LIMITS } from "../../../../../lib/facts/limits";
import { startChange, type Request, type Routes } from "../../api/context";
import { invalidArguments } from "../../api/errors";
import { newId } from "../../api/ids";
import { Input } from "../../api/input";
import { isJsonObject, type JsonObject } from "../../api/json";
import type { Change } from "../../api/lifecycle";
import { listPage, matches } from "../../api/listing";
import {
  containers,
  displayStatus,
  find,
  inRegion,
  sourceConfig,
  SOURCES,
  sourceType,
  startDeletion,
  triggers,
  type SourceType,
  type Trigger,
} from "./records";

const PATH = "/containers/v1/regions/{region}/triggers";

export const triggerRoutes: Routes = {
  [`POST ${PATH}`]: ["containers CreateTrigger", create],
  [`GET ${PATH}`]: ["containers ListTriggers", list],
  [`GET ${PATH}/{id}`]: ["containers GetTrigger", (request) => display(current(request), request)],
  [`PATCH ${PATH}/{id}`]: ["containers UpdateTrigger", update],
  [`DELETE ${PATH}/{id}`]: ["containers DeleteTrigger", remove],
};

/** The fields of each source that answers leave out. */
const CREDENTIALS = { cron: [], sqs: ["secret_access_key"], nats: ["credentials_file_content"] } as const;

function current(request: Request): Trigger {
  return find(triggers(request), "trigger", request.param("id"), request);
}

function create(request: Request): JsonObject {
  const input = new Input(request.body);
  const container_id = input.requiredId("container_id");
  const name = input.requiredText("name", TRIGGER_LIMITS.name);
  input.check();
  const container = find(containers(request), "container", container_id, request);
  const sources = sourcesOf(input);
  const [source] = sources;
  if (source === undefined || sources.length > 1) {
    const help_message = "must have exactly one of cron_config, sqs_config and nats_config";
    throw invalidArguments({ argument_name: "source", help_message, reason: "required" });
  }
  const { config, credentials } = readSource(input, source, {}, request);
  const now = request.clock.timestamp();
  const trigger: Trigger = {
    id: newId(),
    region: container.region,
    name,
    container_id,
    fields: {
      description: input.text("description", TRIGGER_LIMITS.description) ?? "",
      tags: input.texts("tags") ?? [],
      destination_config: readDestination(input, { http_path: "/", http_method: "post" }),
      source_type: source,
      [`${source}_config`]: config,
    },
    credentials,
    status: "ready",
    change: startChange(request, "creating"),
    created_at: now,
    updated_at: now,
  };
  input.check();
  triggers(request).put(trigger.id, trigger);
  return display(trigger, request, "creating");
}

function list(request: Request): JsonObject {
  const { query } = request;
  const values = inRegion(triggers(request), request).filter(({ container_id, fields }) => {
    const container = containers(request).get(container_id);
    return (
      matches(query, "container_id", container_id) &&
      matches(query, "namespace_id", container?.namespace_id) &&
      matches(query, "project_id", container?.project_id) &&
      matches(query, "trigger_type", fields["source_type"])
    );
  });
  return listPage("triggers", values, query, (value) => display(value, request));
}

function update(request: Request): JsonObject {
  const trigger = current(request);
  const { fields } = trigger;
  const input = new Input(request.body);
  const source = sourceType(trigger) ?? "cron";
  for (const other of sourcesOf(input)) {
    if (other !== source) input.reject(`${other}_config`, `the source of the trigger is ${source}`);
  }
  const { config, credentials } = readSource(input, source, sourceConfig(trigger), request);
  const destination = fields["destination_config"];
  const called = {
    destination_config: readDestination(input, isJsonObject(destination) ? destination : {}),
    [`${source}_config`]: config,
  };
  // A new name is stored at once. What and whom the trigger calls is deployed.
  const isDeployed =
    Object.keys(credentials).length > 0 || JSON.stringify({ ...fields, ...called }) !== JSON.stringify(fields);
  const changed: Trigger = {
    ...trigger,
    name: input.text("name", TRIGGER_LIMITS.name) ?? trigger.name,
    fields: {
      ...fields,
      description: input.text("description", TRIGGER_LIMITS.description) ?? fields["description"],
      tags: input.texts("tags") ?? fields["tags"],
      ...called,
    },
    credentials: { ...trigger.credentials, ...credentials },
    // A source that still does not work reports it again.
    ...(isDeployed && { status: "ready" as const, error: undefined, change: startChange(request, "updating") }),
    updated_at: request.clock.timestamp(),
  };
  input.check();
  triggers(request).put(changed.id, changed);
  return display(changed, request, isDeployed ? "updating" : undefined);
}

function remove(request: Request): JsonObject {
  const trigger = current(request);
  startDeletion(triggers(request), trigger, request);
  return display(trigger, request, "deleting");
}

function sourcesOf(input: Input): SourceType[] {
  return SOURCES.filter((source) => input.has(`${source}_config`));
}

function readDestination(input: Input, stored: JsonObject): JsonObject {
  const destination = input.object("destination_config");
  return {
    http_path: destination?.text("http_path", TRIGGER_LIMITS.path) ?? stored["http_path"],
    http_method: destination?.choice("http_method", HTTP_METHODS) ?? stored["http_method"],
  };
}

interface ReadSource {
  readonly config: JsonObject;
  readonly credentials: Readonly<Record<string, string>>;
}

function readSource(input: Input, source: SourceType, stored: JsonObject, request: Request): ReadSource {
  const config = input.object(`${source}_config`);
  if (config === undefined) return { config: stored, credentials: {} };
  const credentials = CREDENTIALS[source].flatMap((name) => {
    const value = config.text(name);
    return value === undefined || value === "" ? [] : [[name, value] as const];
  });
  return { config: readConfig(config, source, stored, request), credentials: Object.fromEntries(credentials) };
}

function readConfig(config: Input, source: SourceType, stored: JsonObject, request: Request): JsonObject {
  if (source === "cron") {
    const headers = config.map("headers");
    return {
      schedule: config.text("schedule", SCHEDULE_LIMITS.schedule) ?? stored["schedule"] ?? missing(config, "schedule"),
      timezone: readTimezone(config) ?? stored["timezone"] ?? "UTC",
      body: config.text("body", SCHEDULE_LIMITS.args) ?? stored["body"] ?? "",
      headers: headers === undefined ? (stored["headers"] ?? {}) : Object.fromEntries(headers),
    };
  }
  if (source === "sqs") {
    return {
      region: config.text("region") ?? stored["region"] ?? request.param("region"),
      endpoint: config.text("endpoint") ?? stored["endpoint"] ?? "",
      access_key_id: config.text("access_key_id") ?? stored["access_key_id"] ?? missing(config, "access_key_id"),
      queue_url: config.text("queue_url") ?? stored["queue_url"] ?? missing(config, "queue_url"),
    };
  }
  const urls = config.texts("server_urls");
  const { min, max } = NATS_LIMITS.serverUrls;
  if (urls !== undefined && (urls.length < min || urls.length > max)) {
    config.reject("server_urls", `must have ${min} to ${max} entries`);
  }
  return {
    server_urls: urls ?? stored["server_urls"] ?? missing(config, "server_urls"),
    subject: config.text("subject", NATS_LIMITS.subject) ?? stored["subject"] ?? missing(config, "subject"),
  };
}

function missing(config: Input, name: string): string {
  config.reject(name, "is required", "required");
  return "";
}

function readTimezone(config: Input): string | undefined {
  const timezone = config.text("timezone");
  if (timezone === undefined) return undefined;
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
  } catch {
    config.reject("timezone", "is not an IANA time zone", "format");
  }
  return timezone;
}

function display(trigger: Trigger, request: Request, during?: Change["status"]): JsonObject {
  const { id, name, container_id, created_at, updated_at, fields } = trigger;
  return { id, name, ...displayStatus(trigger, request, during), container_id, ...fields, created_at, updated_at };
}
