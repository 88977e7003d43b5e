import { timingSafeEqual } from "node:crypto";
import { MAX_OFFSET_MS } from "./clock";
import type { Services } from "./context";
import type { Events } from "../events/events";
import { listTriggers } from "../events/list";
import { ApiError, notFound } from "./errors";
import type { Fault, Faults } from "./faults";
import { Input } from "./input";
import { isJsonObject, type JsonObject } from "./json";
import { isGone, statusOf } from "./lifecycle";
import { containerLabels } from "../logs/container-labels";
import { containers } from "../products/container/records";
import { queueId } from "../products/mnq/records";
import { SqsError } from "../products/mnq/sqs/errors";
import { sendFromPage } from "../products/mnq/sqs/queue-overview";
import { recordPush } from "../products/registry";
import type { Records } from "../state/journal";

/** The path of the control interface, and the header with its token. */
export const CONTROL = "/local/v1/";
export const TOKEN_HEADER = "x-local-token";
/** Tables of this server that are not resources, such as the ports of containers. */
const LOCAL_TABLES = "local.";
const DIGEST = { minLength: 71, maxLength: 71, pattern: /^sha256:[0-9a-f]{64}$/ } as const;

/** What the control interface changes. */
export interface Controlled extends Services {
  readonly faults: Faults;
  readonly token: string;
  readonly operations: readonly string[];
  /** Called after a reset. */
  readonly resetListeners: readonly (() => Promise<void>)[];
  readonly parts: ControlledParts;
}

/** What runs beside the API. */
export interface ControlledParts {
  /** The sources of triggers; undefined if no engine runs containers. */
  readonly events?: Events | undefined;
  /** The name and version of the engine. */
  readonly engine?: string | undefined;
  /** Why there is no engine, and what to do. */
  readonly missingEngine?: string | undefined;
  /** Where a container is reached from this machine. */
  readonly urls: (containerId: string) => readonly string[];
}

export interface ControlRequest {
  readonly method: string;
  /** The path after {@link CONTROL}. */
  readonly path: string;
  readonly token: unknown;
  readonly body: JsonObject;
}

type Result = JsonObject | Promise<JsonObject>;
type Action = (server: Controlled, body: JsonObject, id: string) => Result;

const ACTIONS = new Map<string, Action>([
  ["GET status", status],
  ["GET operations", ({ operations }) => ({ operations: [...operations] })],
  ["GET containers", listContainers],
  ["POST reset", reset],
  ["GET snapshot", ({ store }) => ({ records: store.records() as unknown as JsonObject })],
  ["PUT snapshot", restore],
  ["GET faults", ({ faults }) => ({ faults: faults.list().map(displayFault) })],
  ["POST faults", ({ faults }, body) => displayFault(faults.add(body))],
  ["DELETE faults", clearFaults],
  ["POST clock", advance],
  ["PUT settings", changeSettings],
  ["POST registry/tags", push],
  ["GET triggers", listTriggers],
  ["POST triggers/{id}/run", runTrigger],
  ["POST queues/send", sendToQueue],
]);
const ID = /\/([\da-f-]{36})(?=\/)/;

export function control({ method, path, token, body }: ControlRequest, server: Controlled): Result {
  if (typeof token !== "string" || !isEqual(token, server.token)) {
    throw new ApiError(403, {
      message: `pass the token of the state folder as ${TOKEN_HEADER}`,
      type: "permissions_denied",
    });
  }
  const action = ACTIONS.get(`${method} ${path.replace(ID, "/{id}")}`);
  if (action === undefined) throw notFound("control", path.slice(0, 60));
  return action(server, body, ID.exec(path)?.[1] ?? "");
}

export function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function status({ store, baseUrl, parts: { engine, missingEngine } }: Controlled): JsonObject {
  const counts = Object.entries(store.records()).map(([table, rows]) => [table, Object.keys(rows).length] as const);
  const resources = counts.filter(([table, count]) => count > 0 && !table.startsWith(LOCAL_TABLES));
  return {
    url: baseUrl(),
    pid: process.pid,
    engine,
    missing_engine: missingEngine,
    resources: Object.fromEntries(resources),
  };
}

async function reset({ store, faults, resetListeners }: Controlled): Promise<JsonObject> {
  faults.clear();
  store.replace({});
  await Promise.all(resetListeners.map((listener) => listener()));
  return {};
}

/** The containers with their names, the names that their logs have, their statuses and URLs. */
function listContainers(server: Controlled): JsonObject {
  const now = server.clock.now();
  const existing = containers(server)
    .all()
    .filter((container) => !isGone(container, now));
  const resourceName = (id: string) => containerLabels(server, id)?.["resource_name"] ?? "";
  const listed = existing.map((container) => {
    const { id, name } = container;
    const status = statusOf(container, now);
    const error_message = status === "error" ? (container.error ?? "") : "";
    return { id, name, resource_name: resourceName(id), status, error_message, urls: server.parts.urls(id) };
  });
  return { containers: listed };
}

function restore({ store }: Controlled, body: JsonObject): JsonObject {
  store.replace(readSnapshot(body));
  return {};
}

/** The records of a snapshot; only its structure is checked. */
export function readSnapshot({ records }: JsonObject): Records {
  const isValid =
    isJsonObject(records) &&
    Object.values(records).every((rows) => isJsonObject(rows) && Object.values(rows).every(isJsonObject));
  if (!isValid) throw new ApiError(400, { message: "is not a snapshot", type: "invalid_arguments" });
  return records as unknown as Records;
}

function clearFaults({ faults }: Controlled): JsonObject {
  faults.clear();
  return {};
}

function displayFault({ id, operation, status: code, delayMs, isAnswerLost, times }: Fault): JsonObject {
  return { id, operation, status: code, delay_ms: delayMs, answer_lost: isAnswerLost, times };
}

function advance({ clock }: Controlled, body: JsonObject): JsonObject {
  const input = new Input(body);
  const milliseconds = input.integer("advance_ms", { min: 0, max: MAX_OFFSET_MS }) ?? 0;
  input.check();
  clock.advance(milliseconds);
  return { now: clock.timestamp() };
}

function changeSettings({ settings }: Controlled, body: JsonObject): JsonObject {
  const input = new Input(body);
  const milliseconds = input.integer("settle_ms", { min: 0, max: 86_400_000 });
  input.check();
  settings.settleMs = milliseconds ?? settings.settleMs;
  return { settle_ms: settings.settleMs };
}

function push(server: Controlled, body: JsonObject): JsonObject {
  const input = new Input(body);
  const pushed = {
    region: input.requiredText("region"),
    namespace: input.requiredText("namespace"),
    image: input.requiredText("image"),
    tag: input.requiredText("tag"),
    digest: input.requiredText("digest", DIGEST),
  };
  input.check();
  recordPush(pushed, server);
  return {};
}

async function runTrigger({ parts: { events } }: Controlled, body: JsonObject, id: string): Promise<JsonObject> {
  if (events === undefined) {
    throw new ApiError(412, { message: "containers do not run: there is no engine", type: "precondition_failed" });
  }
  const input = new Input(body);
  const content = input.text("body");
  input.check();
  const { status, durationMs } = await events.run(id, content);
  return { status, duration_ms: durationMs };
}

/** Sends a message without credentials, in the name of the page. */
function sendToQueue(server: Controlled, body: JsonObject): JsonObject {
  const input = new Input(body);
  const id = queueId(input.requiredText("region"), input.requiredText("project"), input.requiredText("queue"));
  const message = input.requiredText("body");
  input.check();
  try {
    if (!sendFromPage(id, message, server)) throw notFound("queue", id);
  } catch (error) {
    if (error instanceof SqsError) throw new ApiError(error.status, { message: error.message, type: error.type });
    throw error;
  }
  return {};
}
