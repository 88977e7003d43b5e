import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { Api, type ApiAnswer } from "./api/api";
import { isAlive, urlOf } from "./client";
import { Clock } from "./api/clock";
import { ApiError } from "./api/errors";
import { lockFolder, openFolder, recordPort, unlockFolder } from "./state/folder";
import { isLocalHost, readBody, readUrl } from "./api/http";
import { Journal } from "./state/journal";
import { Store } from "./state/store";

const LOOPBACK = "127.0.0.1";
export const DEFAULT_PORT = 4580;
const LIMITS = { headersTimeout: 10_000, requestTimeout: 60_000, maxHeaderSize: 16_384 } as const;

export interface ServerOptions {
  /** The state folder, which is created if it does not exist. */
  readonly folder: string;
  /**
   * The port; another one is used if it is taken.
   * @default - the port of the previous run, or 4580
   */
  readonly port?: number | undefined;
}

/** A running server. */
export interface LocalServer {
  readonly url: string;
  /** Whether another port than the wanted one is used, because that one is taken. */
  readonly isPortReplaced: boolean;
  /** Stops the server. The state stays in its folder. */
  close(): Promise<void>;
}

/**
 * Starts a server on the loopback address.
 * @throws FolderInUseError if another process uses the state folder
 */
export async function startServer({ folder: path, port }: ServerOptions): Promise<LocalServer> {
  const folder = openFolder(path);
  await lockFolder(path, (lock) => isAlive(lock, folder.token));
  let store: Store | undefined;
  try {
    store = new Store(new Journal(path));
    let url = "";
    const services = { store, clock: new Clock(), settings: { settleMs: 0 }, baseUrl: () => url };
    const api = new Api(services, folder.token);
    const server = createServer(LIMITS, (request, response) => void respond(api, request, response));
    const wanted = port ?? folder.lastPort ?? DEFAULT_PORT;
    const used = await listen(server, wanted);
    url = urlOf(used);
    recordPort(path, used, { isKept: wanted !== 0 });
    return { url, isPortReplaced: wanted !== 0 && used !== wanted, close: () => close(server, services.store, path) };
  } catch (error) {
    store?.close();
    unlockFolder(path);
    throw error;
  }
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    return await listenOn(server, port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return listenOn(server, 0);
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function close(server: Server, store: Store, path: string): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  // Requests that are being answered have a moment to end.
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, 1000);
  await closed;
  clearTimeout(timer);
  store.close();
  unlockFolder(path);
}

async function respond(api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const answer = await answerOf(api, request, response);
    if (answer.fault !== undefined) await wait(answer.fault.delayMs);
    if (answer.fault?.isAnswerLost === true) {
      request.socket.destroy();
      return;
    }
    send(response, answer);
  } catch {
    // The client has gone, or it has sent half of a request.
    request.socket.destroy();
  }
}

async function answerOf(api: Api, request: IncomingMessage, response: ServerResponse): Promise<ApiAnswer> {
  const closed = new AbortController();
  response.once("close", () => {
    closed.abort();
  });
  try {
    if (!isLocalHost(request)) {
      throw new ApiError(403, { message: "the header Host does not name this machine", type: "permissions_denied" });
    }
    const { path, query } = readUrl(request);
    const body = await readBody(request);
    const { method = "GET", headers } = request;
    return await api.answer({ method, path, query, headers, body, signal: closed.signal });
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: error.body };
    throw error;
  }
}

function send(response: ServerResponse, { status, body, headers = {} }: ApiAnswer): void {
  const text = body === undefined ? "" : JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    // Answers contain secrets, and no website may read them.
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  response.end(text);
}
