import { invalidArguments } from "./errors";
import type { Json, JsonObject } from "./json";

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 100;

interface Sortable {
  readonly name?: string;
  readonly created_at?: string;
}

/** One page of a list, in the order that the request asks for. */
export function listPage<Value extends Sortable>(
  key: string,
  values: readonly Value[],
  query: URLSearchParams,
  display: (value: Value) => JsonObject,
  defaultOrder = "created_at_asc",
): JsonObject {
  const sorted = values.toSorted(comparison(query.get("order_by") ?? defaultOrder));
  const size = Math.min(pageNumber(query, "page_size") ?? DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
  const start = ((pageNumber(query, "page") ?? 1) - 1) * size;
  return { [key]: sorted.slice(start, start + size).map(display), total_count: values.length };
}

/** Whether a filter of a list is not set or has this value. */
export function matches(query: URLSearchParams, name: string, value: Json | undefined): boolean {
  const expected = query.get(name);
  return expected === null || expected === "" || expected.startsWith("unknown") || expected === value;
}

/** Whether a resource has all tags of a filter. */
export function matchesTags(query: URLSearchParams, tags: readonly string[]): boolean {
  return query.getAll("tags").every((tag) => tags.includes(tag));
}

function comparison(order: string): (a: Sortable, b: Sortable) => number {
  const field = order.startsWith("name_") ? "name" : "created_at";
  const direction = order.endsWith("_desc") ? -1 : 1;
  return (a, b) => {
    const [left = "", right = ""] = [a[field], b[field]];
    return left === right ? 0 : left < right ? -direction : direction;
  };
}

function pageNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const number = Number(text);
  if (/^\d{1,9}$/.test(text) && number > 0) return number;
  throw invalidArguments({ argument_name: name, help_message: "must be a positive integer", reason: "format" });
}
