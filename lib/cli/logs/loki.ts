import { parsedJson } from "../../base/json";
import { fieldsOf } from "../../base/objects";
import { containerOf, type LogContainer } from "./containers";

/** A server with Loki's API, such as Cockpit or the local Scaleway. */
export interface LogSource {
  readonly url: string;
  readonly token: string;
}

/** One line of a container. */
export interface LogEntry {
  /** In nanoseconds since 1970. */
  readonly time: bigint;
  readonly containerId: string;
  /** The namespace and the name of the container, as in its endpoint: `shop1eb07827-order-api`. */
  readonly resourceName: string;
  readonly instance: string;
  readonly stream: string;
  readonly message: string;
}

/** A query of lines. */
export interface LogQuery {
  /** LogQL with a stream selector. */
  readonly query: string;
  /** The first time in nanoseconds. */
  readonly start: bigint;
  readonly limit: number;
  /** `backward` returns the last lines. */
  readonly direction: "forward" | "backward";
}

/** An answer with an error. The server has rejected the request. */
export class LogQueryError extends Error {}

const REQUEST_TIMEOUT_MS = 30_000;
/** The clock of the server may be ahead. */
const END_MARGIN_NS = 60_000_000_000n;

/**
 * Queries lines, and returns the oldest first.
 * @throws LogQueryError if the server rejects the query
 */
export async function queryLogs(source: LogSource, { start, limit, ...rest }: LogQuery): Promise<LogEntry[]> {
  const now = BigInt(Date.now()) * 1_000_000n;
  const end = (start > now ? start : now) + END_MARGIN_NS;
  const parameters = { ...rest, start: String(start), end: String(end), limit: String(limit) };
  const data = await get(source, "query_range", parameters);
  const result = fieldsOf(data)["result"];
  const entries = listOf(result).flatMap(readStream);
  return entries.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

/** The stream selector of all containers. */
export const ALL_CONTAINERS = '{resource_type="serverless_container"}';

/** The containers that have logs. */
export async function queryContainers(source: LogSource, start: bigint): Promise<LogContainer[]> {
  const data = await get(source, "series", { "match[]": ALL_CONTAINERS, start: String(start) });
  return listOf(data)
    .map(fieldsOf)
    .map((labels) => containerOf(asText(labels["resource_id"]), asText(labels["resource_name"])));
}

async function get({ url, token }: LogSource, path: string, parameters: Record<string, string>): Promise<unknown> {
  const answer = await fetch(`${url}/loki/api/v1/${path}?${new URLSearchParams(parameters).toString()}`, {
    headers: { "x-token": token },
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  const text = await answer.text();
  if (!answer.ok)
    throw new LogQueryError(`${url}: the query failed with status ${answer.status}: ${text.slice(0, 300)}`);
  const { status, data } = fieldsOf(parsedJson(text));
  if (status !== "success") throw new LogQueryError(`${url}: the answer is not one of Loki.`);
  return data;
}

function readStream(value: unknown): LogEntry[] {
  const { stream, values } = fieldsOf(value);
  const labels = fieldsOf(stream);
  return listOf(values).flatMap((each) => {
    const [time, line] = listOf(each);
    const isEntry = typeof time === "string" && /^\d{1,19}$/.test(time) && typeof line === "string";
    return isEntry ? [readEntry(BigInt(time), line, labels)] : [];
  });
}

/** Cockpit wraps each line of a container into a JSON object. Other lines are displayed as they are. */
function readEntry(time: bigint, line: string, labels: Readonly<Record<string, unknown>>): LogEntry {
  const wrapped = fieldsOf(parsedJson(line));
  const isWrapped = typeof wrapped["message"] === "string" && typeof wrapped["resource_instance"] === "string";
  const details = isWrapped ? wrapped : { ...labels, message: line };
  return {
    time,
    containerId: asText(labels["resource_id"]),
    resourceName: asText(labels["resource_name"]),
    instance: asText(details["resource_instance"]),
    stream: asText(details["stream"]),
    message: asText(details["message"]),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
