import { setTimeout as wait } from "node:timers/promises";
import type { ClientRequest, ClientResponse } from "../gateway/client-answer";
import type { Api, ApiAnswer } from "./api";
import { ApiError } from "./errors";
import { readBody, readUrl } from "./http";

/** Answers a request to the API. */
export async function respond(api: Api, request: ClientRequest, response: ClientResponse): Promise<void> {
  try {
    const answer = await answerOf(api, request, response);
    if (answer.fault !== undefined) await wait(answer.fault.delayMs);
    if (answer.fault?.isAnswerLost === true) {
      request.socket.destroy();
      return;
    }
    sendAnswer(response, answer);
  } catch {
    // The client has gone, or it has sent half of a request.
    request.socket.destroy();
  }
}

async function answerOf(api: Api, request: ClientRequest, response: ClientResponse): Promise<ApiAnswer> {
  const closed = new AbortController();
  response.once("close", () => {
    closed.abort();
  });
  try {
    const { path, query } = readUrl(request);
    const body = await readBody(request);
    const { method = "GET", headers } = request;
    return await api.answer({ method, path, query, headers, body, signal: closed.signal });
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: error.body };
    throw error;
  }
}

export function sendAnswer(response: ClientResponse, { status, body, headers = {} }: ApiAnswer): void {
  const text = body === undefined ? "" : JSON.stringify(body);
  response.statusCode = status;
  const all = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    // Answers contain secrets, and no website may read them.
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  };
  for (const [name, value] of Object.entries(all)) response.setHeader(name, value);
  response.end(text);
}
