import type { IncomingMessage, ServerResponse } from "node:http";
import { isLocalHost, readUrl } from "../api/http";
import type { LogStore } from "./log-store";
import { answerLoki, LOKI, type LokiAnswer } from "./loki-api";

const MAX_FORM_BYTES = 200_000;

/** Whether the request is for the API of logs. */
export function isLoki({ url }: IncomingMessage): boolean {
  return url?.startsWith(LOKI) === true;
}

/** Answers a request to the API of logs. */
export async function respondLoki(request: IncomingMessage, response: ServerResponse, logs: LogStore): Promise<void> {
  if (!isLocalHost(request)) {
    send(response, { status: 403, body: "the header Host does not name this machine" });
    return;
  }
  const { path, query } = readUrl(request);
  const form = await readForm(request);
  if (form === undefined) {
    send(response, { status: 413, body: "request is too large" });
    return;
  }
  const parameters = new URLSearchParams([...query, ...new URLSearchParams(form)]);
  send(
    response,
    await answerLoki({ method: request.method ?? "GET", path, parameters, headers: request.headers }, logs),
  );
}

/** The body of a request; undefined if it is too large. */
async function readForm(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_FORM_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, { status, body }: LokiAnswer): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, {
    "content-type": typeof body === "string" ? "text/plain; charset=utf-8" : "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(text);
}
