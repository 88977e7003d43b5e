import type { Readable } from "node:stream";
import { ApiError } from "./errors";
import { isJsonObject, type JsonObject } from "./json";

/** A container with the largest environment and secrets fits. */
const MAX_BODY_BYTES = 32_000_000;
const BODY_TIMEOUT_MS = 60_000;

/** The JSON object of a body; no body is an empty one. */
export function parseBody(body: string): JsonObject {
  if (body === "") return {};
  const value = parsed(body);
  if (!isJsonObject(value)) throw new ApiError(400, { message: "body is not a JSON object", type: "invalid_request" });
  return value;
}

/** The body of a request. */
export async function readBody(request: Readable, maxBytes = MAX_BODY_BYTES): Promise<string> {
  const timer = setTimeout(() => request.destroy(new Error("timeout")), BODY_TIMEOUT_MS);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new ApiError(413, { message: "request is too large", type: "invalid_request" });
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The path and the query of a request. */
export function readUrl({ url = "/" }: { readonly url?: string | undefined }): { readonly path: string; readonly query: URLSearchParams } {
  // The form with a host is for proxies.
  const target = `http://localhost${url}`;
  if (!url.startsWith("/") || !URL.canParse(target)) {
    throw new ApiError(400, { message: "path is not valid", type: "invalid_request" });
  }
  const { pathname, searchParams } = new URL(target);
  return { path: pathname, query: searchParams };
}
