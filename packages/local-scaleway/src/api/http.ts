import type { IncomingMessage } from "node:http";
import { ApiError } from "./errors";
import { isJsonObject, type JsonObject } from "./json";

/** A container with the largest environment and secrets fits. */
const MAX_BODY_BYTES = 32_000_000;
const HOST = /^(?:127\.0\.0\.1|\[::1\]|(?:[a-z0-9-]+\.)*localhost)(?::\d{1,5})?$/i;

/** Whether the only header `Host` names this machine. Otherwise a website could reach this server by a DNS name of its own. */
export function isLocalHost({ headersDistinct }: IncomingMessage): boolean {
  const hosts = headersDistinct["host"] ?? [];
  return hosts.length === 1 && HOST.test(hosts[0] ?? "");
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new ApiError(413, { message: "request is too large", type: "invalid_request" });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The JSON object of a body; no body is an empty one. */
export function parseBody(body: string): JsonObject {
  if (body === "") return {};
  const value = parsed(body);
  if (!isJsonObject(value)) throw new ApiError(400, { message: "body is not a JSON object", type: "invalid_request" });
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The path and the query of a request. */
export function readUrl({ url = "/" }: IncomingMessage): { readonly path: string; readonly query: URLSearchParams } {
  // The form with a host is for proxies.
  const target = `http://localhost${url}`;
  if (!url.startsWith("/") || !URL.canParse(target)) {
    throw new ApiError(400, { message: "path is not valid", type: "invalid_request" });
  }
  const { pathname, searchParams } = new URL(target);
  return { path: pathname, query: searchParams };
}
