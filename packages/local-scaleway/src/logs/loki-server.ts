import { ApiError } from "../api/errors";
import { readBody, readUrl } from "../api/http";
import type { ClientRequest, ClientResponse } from "../gateway/client-answer";
import type { LogStore } from "./log-store";
import { answerLoki, LOKI, type LokiAnswer } from "./loki-api";

const MAX_FORM_BYTES = 200_000;

/** Whether the request is for the API of logs. */
export function isLoki({ url }: ClientRequest): boolean {
  return url?.startsWith(LOKI) === true;
}

/** Answers a request to the API of logs. */
export async function respondLoki(request: ClientRequest, response: ClientResponse, logs: LogStore): Promise<void> {
  send(response, await answerOf(request, logs));
}

async function answerOf(request: ClientRequest, logs: LogStore): Promise<LokiAnswer> {
  try {
    const { method = "GET", headers } = request;
    const { path, query } = readUrl(request);
    const form = await readBody(request, MAX_FORM_BYTES);
    const parameters = new URLSearchParams([...query, ...new URLSearchParams(form)]);
    return await answerLoki({ method, path, parameters, headers }, logs);
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: error.message };
    throw error;
  }
}

function send(response: ClientResponse, { status, body }: LokiAnswer): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.statusCode = status;
  const headers = {
    "content-type": typeof body === "string" ? "text/plain; charset=utf-8" : "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(text);
}
