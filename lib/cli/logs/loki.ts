import { parsedJson } from "../../base/json";
import { fieldsOf, stringOf } from "../../base/objects";
import { containerOf, type LogContainer } from "./containers";
import { LogError } from "./log-error";

/** A server with Loki's API, such as Cockpit or the local Scaleway. */
export interface LogSource {
  /** For messages. */
  readonly url: string;
  /**
   * Sends a request to a path below `/loki/api/v1/`.
   * @throws LogError if there is no complete answer
   */
  get(path: string, signal?: AbortSignal): Promise<LogAnswer>;
}

export interface LogAnswer {
  readonly status: number;
  readonly text: string;
  /** The seconds in the header Retry-After, if there is one. */
  readonly retryAfter?: string | undefined;
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
  /** The time in nanoseconds after the last one. */
  readonly end: bigint;
  readonly limit: number;
  /** `backward` returns the last lines. */
  readonly direction: "forward" | "backward";
  /** Aborts the query. */
  readonly signal?: AbortSignal;
}

const MAX_QUOTED_LENGTH = 300;

/**
 * Queries lines, and returns the oldest first.
 * @throws LogError if the server cannot be reached, or rejects the query
 */
export async function queryLogs(source: LogSource, query: LogQuery): Promise<LogEntry[]> {
  const { start, end, limit, signal, ...rest } = query;
  const parameters = { ...rest, start: String(start), end: String(end), limit: String(limit) };
  const data = await get(source, "query_range", parameters, signal);
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
    .map((labels) => containerOf(stringOf(labels["resource_id"]), stringOf(labels["resource_name"])));
}

async function get(
  source: LogSource,
  path: string,
  parameters: Record<string, string>,
  signal?: AbortSignal,
): Promise<unknown> {
  const answer = await source.get(`${path}?${new URLSearchParams(parameters).toString()}`, signal);
  if (answer.status !== 200) throw rejected(source, answer);
  const { status, data } = fieldsOf(parsedJson(answer.text));
  if (status === "success") return data;
  throw new LogError("logs-not-loki", `${source.url}: the answer is not one of Loki. Check the URL.`);
}

/** The error of a source without a complete answer. */
export function unavailable(url: string, reason: string): LogError {
  return new LogError("logs-unavailable", `${url}: cannot be read: ${reason}. Try again later.`, 0);
}

function rejected({ url }: LogSource, { status, text, retryAfter }: LogAnswer): LogError {
  const quoted = text.trim().slice(0, MAX_QUOTED_LENGTH);
  if (status === 401 || status === 403) {
    const message =
      `${url}: rejected the token with status ${status}. ` +
      "Pass a Cockpit token that can query logs, of the project and the region of the container. An API key is not a Cockpit token.";
    return new LogError("logs-token-rejected", message);
  }
  if (status === 429) {
    const seconds = /^\d{1,5}$/.test(retryAfter ?? "") ? Number(retryAfter) : 0;
    const time = seconds > 0 ? `in ${seconds} seconds` : "later";
    return new LogError("logs-rate-limited", `${url}: received too many requests. Try again ${time}.`, seconds * 1000);
  }
  if (status >= 500) return unavailable(url, `status ${status}${quoted === "" ? "" : `: ${quoted}`}`);
  const advice = "Pass other options, or report a bug";
  return new LogError("logs-query-rejected", `${url}: rejected the query with status ${status}: ${quoted}. ${advice}.`);
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
    containerId: stringOf(labels["resource_id"]),
    resourceName: stringOf(labels["resource_name"]),
    instance: stringOf(details["resource_instance"]),
    stream: stringOf(details["stream"]),
    message: stringOf(details["message"]),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
