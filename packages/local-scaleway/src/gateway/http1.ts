import { Agent, request, type ClientRequest, type IncomingMessage } from "node:http";
import { endToEnd, linesOf, type HeaderValues } from "./headers";
import { InstanceError, isRepeatable, type InstanceAnswer, type InstanceRequest, type Send } from "./instance-request";

/** Shorter than the time after which servers close idle connections: a request on a closed one fails. */
const IDLE_TIMEOUT_MS = 1000;
/** The limit of Envoy, which Scaleway uses. */
export const MAX_HEADER_BYTES = 61_440;

/** A client of instances that speak HTTP/1.1. */
export class Http1Client {
  private readonly agent = new Agent({ keepAlive: true, timeout: IDLE_TIMEOUT_MS });

  public readonly send: Send = (asked, { host, port }, signal) =>
    new Promise((resolve, reject) => {
      const { method, path } = asked;
      const sent = request({
        ...{ host, port, method, path, signal },
        agent: this.agent,
        setHost: false,
        maxHeaderSize: MAX_HEADER_BYTES,
        headers: headersOf(asked),
      });
      let isConnected = false;
      const fail = (message: string) => {
        reject(new InstanceError(message, !isConnected || (sent.reusedSocket && isRepeatable(asked))));
      };
      sent.on("error", (error) => {
        fail(error.message);
      });
      sent.on("close", () => {
        fail("the instance has closed the connection");
      });
      sent.on("socket", (socket) => {
        const start = () => {
          isConnected = true;
          sendBody(asked, sent);
        };
        if (socket.connecting) socket.once("connect", start);
        else start();
      });
      sent.on("continue", asked.onContinue);
      sent.on("information", ({ statusCode, rawHeaders }) => {
        if (statusCode === 103) asked.onEarlyHints(fromPairs(rawHeaders));
      });
      sent.on("response", (message) => {
        resolve(answerOf(message));
      });
      sent.on("upgrade", (message, connection, head) => {
        if (!asked.isUpgrade) {
          connection.destroy();
          fail("the instance has switched the protocol");
          return;
        }
        connection.unshift(head);
        signal.addEventListener("abort", () => connection.destroy());
        resolve({ ...answerOf(message), connection });
      });
    });

  public close(): void {
    this.agent.destroy();
  }
}

function headersOf({ headers, body, isUpgrade }: InstanceRequest): Record<string, string | string[]> {
  return {
    ...Object.fromEntries(
      // Node.js requires the host to be one text.
      Object.entries(endToEnd(headers)).map(([name, values = []]) => [
        name,
        name === "host" ? values.join() : [...values],
      ]),
    ),
    // Without one of both, a body would be the next request.
    ...(body !== undefined && headers["content-length"] === undefined && { "transfer-encoding": ["chunked"] }),
    ...(isUpgrade && { connection: ["Upgrade"], upgrade: ["websocket"] }),
  };
}

function sendBody({ body, trailers }: InstanceRequest, sent: ClientRequest): void {
  if (body === undefined) {
    sent.end();
    return;
  }
  body.pipe(sent, { end: false });
  body.once("end", () => {
    if (sent.hasHeader("transfer-encoding")) sent.addTrailers(linesOf(trailers()));
    sent.end();
  });
}

function answerOf(message: IncomingMessage): InstanceAnswer {
  return {
    status: message.statusCode ?? 502,
    statusText: message.statusMessage ?? "",
    headers: endToEnd(message.headersDistinct),
    body: message,
    isComplete: () => message.complete,
    trailers: () => message.trailersDistinct,
  };
}

function fromPairs(pairs: readonly string[]): HeaderValues {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    (headers[pairs[index]?.toLowerCase() ?? ""] ??= []).push(pairs[index + 1] ?? "");
  }
  return headers;
}
