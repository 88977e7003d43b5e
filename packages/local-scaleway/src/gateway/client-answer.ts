import { once } from "node:events";
import { ServerResponse, STATUS_CODES, type IncomingMessage } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { Readable } from "node:stream";
import { linesOf, toHttp2, type HeaderValues } from "./headers";
import { InstanceError, type InstanceAnswer } from "./instance-request";

/** A request of a client by HTTP/1.1 or HTTP/2. */
export type ClientRequest = IncomingMessage | Http2ServerRequest;
export type ClientResponse = ServerResponse | Http2ServerResponse;

/** An answer that no container gives. */
export interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly headers?: HeaderValues;
}

/** Passes on the answer of an instance while it comes. */
export async function passOn(answer: InstanceAnswer, response: ClientResponse): Promise<void> {
  if (answer.connection !== undefined && response instanceof ServerResponse) {
    await connect(answer, answer.connection, response);
    return;
  }
  response.statusCode = answer.status;
  setHeaders(response, answer.headers);
  if (response instanceof ServerResponse) response.statusMessage = answer.statusText;
  const { body } = answer;
  if (body === undefined) {
    response.end();
    return;
  }
  // Headers are sent with the first part of the body, if it is there.
  if (body.readableLength === 0) sendHeaders(response);
  await pipe(body, response);
  if (!answer.isComplete()) throw new InstanceError("the instance has ended in the middle of its answer");
  addTrailers(response, answer.trailers());
  response.end();
}

/** Answers for the container. If a part of an answer was sent, the answer is cut. */
export function refuse(response: ClientResponse, { status, text, headers = {} }: Refusal): void {
  if (response.headersSent) {
    cut(response);
    return;
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.statusCode = status;
  if (response instanceof ServerResponse) response.statusMessage = STATUS_CODES[status] ?? "";
  const body = `${text}\n`;
  setHeaders(response, {
    "content-type": ["text/plain; charset=utf-8"],
    "content-length": [String(Buffer.byteLength(body))],
    ...headers,
  });
  response.end(body);
}

export function sendEarlyHints(response: ClientResponse, { link }: HeaderValues): void {
  try {
    if (link !== undefined) response.writeEarlyHints({ link: [...link] });
  } catch {
    // Node.js rejects links that are not valid. Hints are optional.
  }
}

function setHeaders(response: ClientResponse, headers: HeaderValues): void {
  if (response instanceof ServerResponse) {
    for (const [name, values = []] of Object.entries(headers)) response.setHeader(name, values);
  } else {
    for (const [name, value] of Object.entries(toHttp2(headers))) response.setHeader(name, value);
  }
}

function sendHeaders(response: ClientResponse): void {
  if (response instanceof ServerResponse) response.flushHeaders();
  else response.writeHead(response.statusCode);
}

function addTrailers(response: ClientResponse, trailers: HeaderValues): void {
  if (response instanceof ServerResponse) response.addTrailers(linesOf(trailers));
  else response.addTrailers(toHttp2(trailers));
}

function pipe(body: Readable, response: ClientResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    body.once("end", resolve);
    body.once("error", reject);
    body.once("close", () => {
      reject(new InstanceError("the instance has ended in the middle of its answer"));
    });
    body.pipe(response, { end: false });
  });
}

function cut(response: ClientResponse): void {
  if (response instanceof ServerResponse) response.destroy();
  // An error: without one, the answer would look complete.
  else response.stream.destroy(new Error("cut"));
}

/** Joins the connections of the client and the instance, until one of both ends. */
async function connect(
  { status, statusText, headers }: InstanceAnswer,
  connection: NonNullable<InstanceAnswer["connection"]>,
  response: ServerResponse,
): Promise<void> {
  const { socket } = response;
  // The client has gone.
  if (socket === null || socket.destroyed) return;
  response.detachSocket(socket);
  const lines = linesOf(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${statusText}`, "connection: Upgrade", "upgrade: websocket", ...lines];
  socket.write(`${head.join("\r\n")}\r\n\r\n`, "latin1");
  connection.on("error", () => undefined);
  connection.once("close", () => {
    socket.destroySoon();
  });
  connection.pipe(socket);
  socket.pipe(connection);
  if (!socket.closed) await once(socket, "close");
}
