import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream } from "node:http2";
import { endToEnd, fromHttp2, toHttp2, type HeaderValues } from "./headers";
import {
  InstanceError,
  isRepeatable,
  type Address,
  type InstanceAnswer,
  type InstanceRequest,
  type Send,
} from "./instance-request";

const IDLE_TIMEOUT_MS = 15_000;

/** A client of instances that speak HTTP/2 without TLS. The requests to an instance share a connection. */
export class H2cClient {
  private readonly sessions = new Map<string, ClientHttp2Session>();

  public readonly send: Send = (asked, address, signal) =>
    new Promise((resolve, reject) => {
      const session = this.session(address);
      const isReused = !session.connecting;
      const stream = session.request(headersOf(asked), {
        endStream: asked.body === undefined,
        waitForTrailers: asked.body !== undefined,
        signal,
      });
      let isReady = false;
      const fail = (message: string) => {
        const isRefused = stream.rstCode === constants.NGHTTP2_REFUSED_STREAM && asked.body === undefined;
        reject(new InstanceError(message, !isReady || isRefused || (isReused && isRepeatable(asked))));
      };
      stream.on("error", (error: Error) => {
        fail(error.message);
      });
      stream.on("close", () => {
        fail("the instance has closed the connection");
      });
      const start = () => {
        isReady = true;
        asked.body?.pipe(stream);
      };
      if (stream.pending) stream.once("ready", start);
      else start();
      stream.on("wantTrailers", () => {
        stream.sendTrailers(toHttp2(asked.trailers()));
      });
      stream.on("continue", asked.onContinue);
      stream.on("headers", (headers) => {
        if (headers[":status"] === 103) asked.onEarlyHints(fromHttp2(headers));
      });
      stream.on("response", (headers: ResponseHeaders, flags) => {
        resolve(answerOf(stream, headers, flags));
      });
    });

  public close(): void {
    for (const session of this.sessions.values()) session.destroy();
  }

  private session({ host, port }: Address): ClientHttp2Session {
    const url = `http://${host}:${port}`;
    const existing = this.sessions.get(url);
    if (existing !== undefined && !existing.closed && !existing.destroyed) return existing;
    const session = connect(url);
    this.sessions.set(url, session);
    // Its streams report the error.
    session.on("error", () => undefined);
    session.once("close", () => {
      if (this.sessions.get(url) === session) this.sessions.delete(url);
    });
    session.setTimeout(IDLE_TIMEOUT_MS, () => {
      session.close();
    });
    return session;
  }
}

function headersOf({ method, path, headers }: InstanceRequest): Record<string, string | string[]> {
  const { host: [authority = ""] = [], ...rest } = endToEnd(headers);
  const acceptsTrailers = headers["te"]?.some((value) => value.toLowerCase().includes("trailers")) === true;
  return {
    ":method": method,
    ":scheme": "http",
    ":authority": authority,
    ":path": path,
    ...toHttp2(rest),
    ...(acceptsTrailers && { te: "trailers" }),
  };
}

type ResponseHeaders = NodeJS.Dict<string | string[]> & { readonly ":status"?: number };

function answerOf(
  stream: ClientHttp2Stream,
  { ":status": status = 502, ...headers }: ResponseHeaders,
  flags: number,
): InstanceAnswer {
  let trailers: HeaderValues = {};
  stream.on("trailers", (received: NodeJS.Dict<string | string[]>) => {
    trailers = fromHttp2(received);
  });
  const isEnd = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
  if (isEnd) stream.resume();
  return {
    status,
    statusText: "",
    headers: endToEnd(fromHttp2(headers)),
    body: isEnd ? undefined : stream,
    isComplete: () => stream.rstCode === constants.NGHTTP2_NO_ERROR,
    trailers: () => trailers,
  };
}
