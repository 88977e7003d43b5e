import { setTimeout as wait } from "node:timers/promises";
import { Api, type ApiAnswer } from "./api/api";
import { Clock } from "./api/clock";
import type { Engine } from "./engine/engine";
import { ApiError } from "./api/errors";
import { readBody, readUrl } from "./api/http";
import { isAlive, urlOf } from "./client";
import type { ClientRequest, ClientResponse } from "./gateway/client-answer";
import { Gateway } from "./gateway/gateway";
import { Listener } from "./gateway/listener";
import { Ports } from "./gateway/ports";
import { NoDeploymentError, type Runtime } from "./runtime/runtime";
import { lockFolder, openFolder, recordPort, unlockFolder } from "./state/folder";
import { Journal } from "./state/journal";
import { endUnfinishedDeployments } from "./products/container/deployment";
import { Workloads } from "./runtime/workloads";
import { Store } from "./state/store";

export const DEFAULT_PORT = 4580;

export interface ServerOptions {
  /** The state folder, which is created if it does not exist. */
  readonly folder: string;
  /**
   * The port; another one is used if it is taken.
   * @default - the port of the previous run, or 4580
   */
  readonly port?: number | undefined;
  /**
   * What runs containers.
   * @default - containers do not run, and deployments succeed at once
   */
  readonly engine?: Engine | undefined;
}

/** A running server. */
export interface LocalServer {
  readonly url: string;
  /** Whether another port than the wanted one is used, because that one is taken. */
  readonly isPortReplaced: boolean;
  /** Stops the server. The state stays in its folder. */
  close(): Promise<void>;
}

/** Without an engine, no container has an instance. */
const NO_RUNTIME: Runtime = {
  acquire: () => Promise.reject(new NoDeploymentError("no engine runs containers")),
  instances: () => [],
};

/**
 * Starts a server on the loopback address.
 * @throws FolderInUseError if another process uses the state folder
 */
export async function startServer({ folder: path, port, engine }: ServerOptions): Promise<LocalServer> {
  const folder = openFolder(path);
  await lockFolder(path, (lock) => isAlive(lock, folder.token));
  let store: Store | undefined;
  try {
    store = new Store(new Journal(path));
    let url = "";
    const services = {
      store,
      clock: new Clock(),
      settings: { settleMs: 0 },
      baseUrl: () => url,
      hasEngine: engine !== undefined,
    };
    const api = new Api(services, folder.token);
    const listener: Listener = new Listener({
      handle: (request, response, arrival) => {
        const target = gateway.targetOf(request);
        if (target !== "api") {
          gateway.handle(request, response, target, arrival);
          return;
        }
        if (arrival.expectsContinue) response.writeContinue();
        void respond(api, request, response);
      },
      acceptsUpgrade: (request) => gateway.acceptsUpgrade(request),
    });
    const ports = new Ports(services, listener);
    const workloads = engine === undefined ? undefined : new Workloads(services, engine, { append: () => undefined });
    const gateway = new Gateway(services, workloads ?? NO_RUNTIME, ports);
    const wanted = port ?? folder.lastPort ?? DEFAULT_PORT;
    const used = await listen(listener, wanted);
    url = urlOf(used);
    if (workloads === undefined) endUnfinishedDeployments(services);
    else await workloads.start();
    recordPort(path, used, { isKept: wanted !== 0 });
    await ports.update();
    const close = async () => {
      await workloads?.close();
      await listener.close();
      gateway.close();
      services.store.close();
      unlockFolder(path);
    };
    return { url, isPortReplaced: wanted !== 0 && used !== wanted, close };
  } catch (error) {
    store?.close();
    unlockFolder(path);
    throw error;
  }
}

async function listen(listener: Listener, port: number): Promise<number> {
  try {
    return await listener.listen(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return listener.listen(0);
  }
}

async function respond(api: Api, request: ClientRequest, response: ClientResponse): Promise<void> {
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

function send(response: ClientResponse, { status, body, headers = {} }: ApiAnswer): void {
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
