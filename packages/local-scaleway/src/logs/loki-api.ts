import type { Entry, Labels } from "./entry";
import type { LogStore } from "./log-store";
import { parseQuery } from "./logql";
import { QueryError } from "./query-error";
import { readTimeRange } from "./query-times";

export const LOKI = "/loki/api/v1/";
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 5000;
const LABEL_VALUES = /^label\/(\w+)\/values$/;

/** A request to the API of logs. */
export interface LokiRequest {
  readonly method: string;
  readonly path: string;
  /** The parameters of the URL and of the form. */
  readonly parameters: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** An answer: an object is sent as JSON, and an error as text. */
export interface LokiAnswer {
  readonly status: number;
  readonly body: object | string;
}

type Handler = (parameters: URLSearchParams, logs: LogStore) => Promise<object>;

const HANDLERS = new Map<string, Handler>([
  ["query_range", queryRange],
  ["query", query],
  ["labels", labelNames],
  ["label", labelNames],
  ["series", series],
]);

/** Answers requests as Cockpit's Loki does, for queries of lines. */
export async function answerLoki(request: LokiRequest, logs: LogStore): Promise<LokiAnswer> {
  const { method, path, parameters, headers } = request;
  if (!hasToken(headers)) return { status: 401, body: "no token. Pass any text as X-Token." };
  const name = path.slice(LOKI.length);
  const label = LABEL_VALUES.exec(name)?.[1];
  const handler = label === undefined ? HANDLERS.get(name) : labelValues(label);
  if (handler === undefined) return { status: 404, body: "404 page not found" };
  if (method !== "GET" && method !== "POST") return { status: 405, body: "405 method not allowed" };
  try {
    return { status: 200, body: { status: "success", data: await handler(parameters, logs) } };
  } catch (error) {
    if (error instanceof QueryError) return { status: 400, body: error.message };
    throw error;
  }
}

/** Whether the request has a token. Websites cannot send one of these headers without this server's consent. */
export function hasToken(headers: LokiRequest["headers"]): boolean {
  return Boolean(headers["x-token"] ?? headers["authorization"]);
}

async function queryRange(parameters: URLSearchParams, logs: LogStore): Promise<object> {
  const direction = readDirection(parameters);
  const found = await logs.read({
    ...parseQuery(parameters.get("query") ?? ""),
    ...readTimeRange(parameters),
    limit: readLimit(parameters),
    direction,
  });
  return { resultType: "streams", result: streams(found), stats: {} };
}

/** Loki rejects queries of lines here, and this server has no other ones. */
function query(parameters: URLSearchParams): Promise<object> {
  parseQuery(parameters.get("query") ?? "");
  throw new QueryError(
    "log queries are not supported as an instant query type, please change your query to a range query type",
  );
}

async function labelNames(parameters: URLSearchParams, logs: LogStore): Promise<object> {
  const found = await matchingSeries(parameters, logs);
  return [...new Set(found.flatMap((labels) => Object.keys(labels)))].sort();
}

function labelValues(name: string): Handler {
  return async (parameters, logs) => {
    const found = await matchingSeries(parameters, logs);
    const values = found.flatMap((labels) => (Object.hasOwn(labels, name) ? [labels[name] ?? ""] : []));
    return [...new Set(values)].sort();
  };
}

async function series(parameters: URLSearchParams, logs: LogStore): Promise<object> {
  const selectors = [...parameters.getAll("match[]"), ...parameters.getAll("match")];
  if (selectors.length === 0) throw new QueryError("0 matcher groups found, expected at least 1 match[]");
  const selects = selectors.map((selector) => parseQuery(selector).selects);
  const { start, end } = readTimeRange(parameters);
  return logs.series((labels) => selects.some((each) => each(labels)), start, end);
}

function matchingSeries(parameters: URLSearchParams, logs: LogStore): Promise<readonly Labels[]> {
  const selector = parameters.get("query") ?? "";
  const selects = selector === "" ? () => true : parseQuery(selector).selects;
  const { start, end } = readTimeRange(parameters);
  return logs.series(selects, start, end);
}

/** Entries grouped by their container, as Loki has them. */
export function streams(entries: readonly Entry[]): object[] {
  const groups = new Map<string | undefined, { readonly stream: Labels; readonly values: string[][] }>();
  for (const { labels, time, line } of entries) {
    const group = groups.get(labels["resource_id"]) ?? { stream: labels, values: [] };
    group.values.push([time, line]);
    groups.set(labels["resource_id"], group);
  }
  return [...groups.values()];
}

/** @throws QueryError if the limit is not valid */
export function readLimit(parameters: URLSearchParams): number {
  const text = parameters.get("limit") ?? "";
  const limit = text === "" ? DEFAULT_LIMIT : Number(text);
  if (!/^-?\d*$/.test(text)) throw new QueryError(`limit: ${JSON.stringify(text)} is not an integer`);
  if (limit <= 0) throw new QueryError("limit must be a positive value");
  if (limit > MAX_LIMIT) {
    throw new QueryError(
      `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${MAX_LIMIT})`,
    );
  }
  return limit;
}

function readDirection(parameters: URLSearchParams): "forward" | "backward" {
  const text = parameters.get("direction") ?? "";
  const direction = text.toLowerCase();
  if (direction === "" || direction === "backward") return "backward";
  if (direction === "forward") return "forward";
  throw new QueryError(`invalid direction '${text}'`);
}
