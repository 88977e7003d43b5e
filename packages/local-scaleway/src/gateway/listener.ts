import { createServer as createHttp1Server, ServerResponse, type IncomingMessage, type Server } from "node:http";
import { createServer as createHttp2Server, type Http2Server, type ServerHttp2Session } from "node:http2";
import { createServer as createPlainServer, type AddressInfo, type Server as PlainServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { ClientRequest, ClientResponse } from "./client-answer";
import { MAX_HEADER_BYTES } from "./http1";

const LOOPBACK = "127.0.0.1";
const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const HEADERS_TIMEOUT_MS = 10_000;
/** Longer than the connections of clients are idle: a request on a closed one fails. */
const IDLE_TIMEOUT_MS = 65_000;
/** How long requests may take to end when the server stops. */
const GRACE_MS = 1000;

/** How a request arrived. */
export interface Arrival {
  /** Whether the client waits for a `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
  /** Whether the request asks for a websocket, which the handler has accepted. */
  readonly isUpgrade: boolean;
}

export interface Handler {
  handle(request: ClientRequest, response: ClientResponse, arrival: Arrival): void;
  /** Whether the request for a websocket may become one. Otherwise it is an ordinary request. */
  acceptsUpgrade(request: IncomingMessage): boolean;
}

/** Accepts HTTP/1.1 and HTTP/2 without TLS on ports of the loopback address. */
export class Listener {
  private readonly http1: Server;
  private readonly http2: Http2Server;
  private readonly servers = new Set<PlainServer>();
  private readonly sockets = new Set<Socket>();
  private readonly sessions = new Set<ServerHttp2Session>();
  private isClosed = false;
  /** Serves a connection of HTTP/1.1. */
  private readonly serveHttp1: (socket: Duplex) => void;

  constructor(private readonly handler: Handler) {
    this.http1 = createHttp1Server({
      headersTimeout: HEADERS_TIMEOUT_MS,
      // A container may receive a body for an hour.
      requestTimeout: 0,
      keepAliveTimeout: IDLE_TIMEOUT_MS,
      connectionsCheckingInterval: HEADERS_TIMEOUT_MS / 2,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    // The size is limited. Above a number, Node.js would leave out headers.
    this.http1.maxHeadersCount = 0;
    this.http2 = createHttp2Server({ settings: { maxHeaderListSize: MAX_HEADER_BYTES } });
    this.http2.on("session", (session) => {
      this.sessions.add(session);
      session.once("close", () => this.sessions.delete(session));
      session.setTimeout(IDLE_TIMEOUT_MS, () => {
        session.close();
      });
    });
    const [serve] = this.http1.listeners("connection");
    this.serveHttp1 = (socket) => {
      serve?.call(this.http1, socket);
    };
    this.http1.removeAllListeners("connection");
    this.http1.on("connection", (socket: Socket) => {
      this.accept(socket);
    });
    for (const server of [this.http1, this.http2]) {
      server.on("request", (request: ClientRequest, response: ClientResponse) => {
        handler.handle(request, response, { expectsContinue: false, isUpgrade: false });
      });
      server.on("checkContinue", (request: ClientRequest, response: ClientResponse) => {
        handler.handle(request, response, { expectsContinue: true, isUpgrade: false });
      });
    }
    this.http1.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.upgrade(request, socket, head);
    });
  }

  /**
   * Listens on the port, or on a free one if the port is 0.
   * @throws Error if the port is taken
   */
  public async listen(port: number): Promise<number> {
    await this.start(this.http1, port, LOOPBACK);
    return portOf(this.http1);
  }

  /**
   * Listens on another port, or on another address of this machine, until the returned function is called.
   * @throws Error if the port is taken, or the address does not exist
   */
  public async listenAlso(
    port: number,
    address = LOOPBACK,
  ): Promise<{ readonly port: number; readonly close: () => void }> {
    const server = createPlainServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.accept(socket);
    });
    await this.start(server, port, address);
    const close = () => {
      this.servers.delete(server);
      server.close();
    };
    return { port: portOf(server), close };
  }

  /** Stops listening, and closes all connections after a moment. */
  public async close(): Promise<void> {
    this.isClosed = true;
    const closed = Promise.all([...this.servers].map((server) => new Promise((resolve) => server.close(resolve))));
    this.http1.closeIdleConnections();
    for (const session of this.sessions) session.close();
    const timer = setTimeout(() => {
      for (const socket of this.sockets) socket.destroy();
    }, GRACE_MS);
    await closed;
    clearTimeout(timer);
  }

  private start(server: PlainServer, port: number, address: string): Promise<void> {
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, address, () => {
        server.off("error", reject);
        if (this.isClosed) {
          server.close();
          reject(new Error("the server is closed"));
          return;
        }
        this.servers.add(server);
        resolve();
      });
    });
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
    detectProtocol(socket, (isHttp2) => {
      if (isHttp2) this.http2.emit("connection", socket);
      else this.serveHttp1(socket);
    });
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => undefined);
    const isWebsocket = request.headers.upgrade?.toLowerCase() === "websocket";
    if (!isWebsocket || !this.handler.acceptsUpgrade(request)) {
      socket.unshift(Buffer.concat([withoutUpgrade(request), head]));
      this.serveHttp1(socket);
      return;
    }
    socket.unshift(head);
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    // Only connections of `accept` arrive here.
    response.assignSocket(socket as Socket);
    response.once("finish", () => {
      response.detachSocket(socket as Socket);
      (socket as Socket).destroySoon();
    });
    this.handler.handle(request, response, { expectsContinue: false, isUpgrade: true });
  }
}

function portOf(server: PlainServer): number {
  // A server that listens on a port.
  return (server.address() as AddressInfo).port;
}

/** Looks at the first bytes of a connection, and puts them back. */
function detectProtocol(socket: Socket, decide: (isHttp2: boolean) => void): void {
  let head = Buffer.alloc(0);
  const giveUp = () => {
    socket.destroy();
  };
  const read = () => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    head = Buffer.concat([head, chunk]);
    const isHttp2 = PREFACE.subarray(0, head.length).equals(head.subarray(0, PREFACE.length));
    if (isHttp2 && head.length < PREFACE.length) return;
    for (const event of ["end", "timeout", "error"]) socket.off(event, giveUp);
    socket.off("readable", read);
    socket.setTimeout(0);
    socket.unshift(head);
    decide(isHttp2);
  };
  socket.setTimeout(HEADERS_TIMEOUT_MS);
  for (const event of ["end", "timeout", "error"]) socket.on(event, giveUp);
  socket.on("readable", read);
}

/** The head of a request that asks for another protocol, without the question. */
function withoutUpgrade({ method = "", url = "", rawHeaders, headers }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    if (!/^(?:connection|upgrade|http2-settings)$/i.test(name)) lines.push(`${name}: ${value}`);
  }
  if (/\bclose\b/i.test(headers.connection ?? "")) lines.push("connection: close");
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}
