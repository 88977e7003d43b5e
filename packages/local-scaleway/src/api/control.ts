import { timingSafeEqual } from "node:crypto";
import { MAX_OFFSET_MS } from "./clock";
import type { Services } from "./context";
import { ApiError, notFound } from "./errors";
import type { Fault, Faults } from "./faults";
import { Input } from "./input";
import { isJsonObject, type JsonObject } from "./json";
import { recordPush } from "../products/registry";
import type { Records } from "../state/journal";

/** The path of the control interface, and the header with its token. */
export const CONTROL = "/local/v1/";
export const TOKEN_HEADER = "x-local-token";
const DIGEST = { minLength: 71, maxLength: 71, pattern: /^sha256:[0-9a-f]{64}$/ } as const;

/** What the control interface changes. */
export interface Controlled extends Services {
  readonly faults: Faults;
  readonly token: string;
  readonly operations: readonly string[];
}

export interface ControlRequest {
  readonly method: string;
  /** The path after {@link CONTROL}. */
  readonly path: string;
  readonly token: unknown;
  readonly body: JsonObject;
}

type Result = JsonObject | Promise<JsonObject>;
type Action = (server: Controlled, body: JsonObject) => Result;

const ACTIONS = new Map<string, Action>([
  ["GET status", status],
  ["GET operations", ({ operations }) => ({ operations: [...operations] })],
  ["POST reset", reset],
  ["GET snapshot", ({ store }) => ({ records: store.records() as unknown as JsonObject })],
  ["PUT snapshot", restore],
  ["GET faults", ({ faults }) => ({ faults: faults.list().map(displayFault) })],
  ["POST faults", ({ faults }, body) => displayFault(faults.add(body))],
  ["DELETE faults", clearFaults],
  ["POST clock", advance],
  ["PUT settings", changeSettings],
  ["POST registry/tags", push],
]);

export function control({ method, path, token, body }: ControlRequest, server: Controlled): Result {
  if (typeof token !== "string" || !isEqual(token, server.token)) {
    throw new ApiError(403, {
      message: `pass the token of the state folder as ${TOKEN_HEADER}`,
      type: "permissions_denied",
    });
  }
  const action = ACTIONS.get(`${method} ${path}`);
  if (action === undefined) throw notFound("control", path.slice(0, 60));
  return action(server, body);
}

export function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function status({ store, baseUrl }: Controlled): JsonObject {
  const counts = Object.entries(store.records()).map(([table, rows]) => [table, Object.keys(rows).length] as const);
  return { url: baseUrl(), pid: process.pid, resources: Object.fromEntries(counts.filter(([, count]) => count > 0)) };
}

function reset({ store, faults }: Controlled): JsonObject {
  faults.clear();
  store.replace({});
  return {};
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
