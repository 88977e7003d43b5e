import { IncomingMessage, ServerResponse } from "node:http";
import { Api } from "./api/api";
import { Clock } from "./api/clock";
import type { Services } from "./api/context";
import { notEmulated } from "./api/errors";
import { respond, sendAnswer } from "./api/respond";
import { Cleanup } from "./cleanup";
import { isAlive, pageUrlOf, urlOf } from "./client";
import { Bridge, forward } from "./engine/bridge";
import { findEngine, type EngineChoice } from "./engine/find-engine";
import { ownerOf } from "./engine/owner";
import { Events } from "./events/events";
import { natsConsumer } from "./events/nats-consumer";
import { NatsServer } from "./events/nats-server";
import { startQueuePoller } from "./events/queue-poller";
import { startSchedule } from "./events/schedules";
import { Gateway } from "./gateway/gateway";
import { instanceEnvironment } from "./gateway/instance-environment";
import { Listener, type Handler } from "./gateway/listener";
import { Ports } from "./gateway/ports";
import { urlsOf } from "./gateway/urls";
import { containerLabels } from "./logs/container-labels";
import { logFolder } from "./logs/kept-logs";
import { LogFiles } from "./logs/log-files";
import { LogStore } from "./logs/log-store";
import { isLoki, respondLoki } from "./logs/loki-server";
import { respondTail } from "./logs/tail";
import { Page } from "./page/page";
import { pageSources } from "./page/sources";
import { pageView } from "./page/view";
import { endUnfinishedDeployments } from "./products/container/deployment";
import { sqsAction } from "./products/mnq/sqs";
import { NO_RUNTIME } from "./runtime/runtime";
import { Workloads } from "./runtime/workloads";
import { lockFolder, openFolder, recordPort, unlockFolder } from "./state/folder";
import { Journal } from "./state/journal";
import { Store } from "./state/store";

export const DEFAULT_PORT = 4580;
const LOOPBACK = "127.0.0.1";
/** The provider asks every 5 seconds. */
const HOLD_MS = 4000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface ServerOptions {
  /** The state folder, which is created if it does not exist. */
  readonly folder: string;
  /**
   * The port; another one is used if it is taken.
   * @default - the port of the previous run, or 4580
   */
  readonly port?: number | undefined;
  /**
   * What runs containers. Without an engine, deployments succeed at once.
   * @default "none"
   */
  readonly engine?: EngineChoice | undefined;
  /** Called with the progress of image pulls, such as `Pulling nginx:1.29: 34 of 120 MB`, and with the empty text at their end. */
  readonly showProgress?: ((text: string) => void) | undefined;
}

/** A running server. */
export interface LocalServer {
  readonly url: string;
  /** The link to the page, with the token. */
  readonly pageUrl: string;
  /** The name and version of the engine; undefined if containers do not run. */
  readonly engine: string | undefined;
  /** Why containers do not run, and what to do. */
  readonly missingEngine: string | undefined;
  /** Whether another port than the wanted one is used, because that one is taken. */
  readonly isPortReplaced: boolean;
  /** Stops the server and all instances. The state stays in its folder. */
  close(): Promise<void>;
}

/**
 * Starts a server on the loopback address.
 * @throws FolderInUseError if another process uses the state folder
 * @throws EngineMissingError if the engine `docker` was asked for, and there is none
 */
export async function startServer(options: ServerOptions, search = findEngine): Promise<LocalServer> {
  const cleanup = new Cleanup();
  try {
    return await start(options, search, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function start(
  { folder: path, port: wantedPort, engine: choice = "none", showProgress }: ServerOptions,
  search: typeof findEngine,
  cleanup: Cleanup,
): Promise<LocalServer> {
  const folder = openFolder(path);
  await lockFolder(path, (lock) => isAlive(lock, folder.token));
  cleanup.add(() => {
    unlockFolder(path);
  });
  const store = new Store(new Journal(path));
  cleanup.add(() => {
    store.close();
  });
  const listener: Listener = new Listener({
    handle: (...request) => {
      handler.handle(...request);
    },
    acceptsUpgrade: (request) => handler.acceptsUpgrade(request),
  });
  let port = 0;
  const { engine, missing } = await search(choice, {
    owner: ownerOf(folder),
    environment: process.env,
    showProgress,
    onNetwork: (address) => bridge.open(address),
  });
  await engine?.removeAll();
  const nats = engine === undefined ? undefined : await NatsServer.create({ store }, path, engine);
  const natsPort = nats?.port;
  cleanup.add(() => nats?.close());
  const services: Services = {
    store,
    clock: new Clock(),
    settings: { settleMs: 0, holdMs: HOLD_MS },
    baseUrl: () => urlOf(port),
    hasEngine: engine !== undefined,
    natsUrl: () => nats?.url,
  };
  const logs = new LogStore(new LogFiles(logFolder(path)), (id) => containerLabels(services, id));
  cleanup.add(() => logs.close());
  const ports = new Ports(services, listener);
  const workloads =
    engine === undefined
      ? undefined
      : new Workloads(services, engine, logs, (environment) =>
          instanceEnvironment(environment, engine.host.name, services, ports),
        );
  cleanup.add(() => workloads?.close());
  const gateway = new Gateway(services, workloads ?? NO_RUNTIME, ports);
  cleanup.add(() => {
    gateway.close();
  });
  cleanup.add(() => listener.close());
  const sources = nats && { cron: startSchedule, sqs: startQueuePoller, nats: natsConsumer(nats) };
  const events = sources && new Events(services, gateway.invoke, sources);
  cleanup.add(() => events?.close());
  const urls = (id: string) => urlsOf(id, services, ports);
  const api = new Api(services, folder.token, { events, urls, engine: engine?.name, missingEngine: missing });
  api.onReset(() => logs.clear());
  const view = { services, engine: engine?.name, runtime: workloads ?? NO_RUNTIME, gateway, urls, events };
  const page = new Page(() => pageView(services, pageSources(view)), folder.token, logs);
  cleanup.add(() => {
    page.close();
  });
  const handler = handlerOf({ api, gateway, logs, page });
  const wanted = wantedPort ?? folder.lastPort ?? DEFAULT_PORT;
  port = await listen(listener, wanted);
  const bridge = new Bridge([
    (address) => listener.listenAlso(port, address),
    async (address) => {
      await ports.openTo(address);
      return { close: () => undefined };
    },
    ...(natsPort === undefined
      ? []
      : [(host: string) => forward({ host, port: natsPort }, { host: LOOPBACK, port: natsPort })]),
  ]);
  cleanup.add(() => bridge.close());
  nats?.start();
  startContainers(services, workloads, events);
  await ports.update();
  recordPort(path, port, { isKept: wanted !== 0 });
  return {
    url: urlOf(port),
    pageUrl: pageUrlOf(urlOf(port), folder),
    engine: engine?.name,
    missingEngine: missing,
    isPortReplaced: wanted !== 0 && port !== wanted,
    close: () => withoutSignals(() => cleanup.run()),
  };
}

/** Ignores a second Ctrl-C, which would leave instances that nobody stops. */
async function withoutSignals(work: () => Promise<void>): Promise<void> {
  const ignore = () => undefined;
  for (const signal of SIGNALS) process.on(signal, ignore);
  try {
    await work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, ignore);
  }
}

function startContainers(services: Services, workloads: Workloads | undefined, events: Events | undefined): void {
  if (workloads === undefined) endUnfinishedDeployments(services);
  workloads?.start();
  events?.start();
}

interface Parts {
  readonly api: Api;
  readonly gateway: Gateway;
  readonly logs: LogStore;
  readonly page: Page;
}

/** Finds the part of the server that answers a request. */
function handlerOf({ api, gateway, logs, page }: Parts): Handler {
  return {
    handle: (request, response, arrival) => {
      const target = gateway.targetOf(request);
      if (typeof target !== "string") {
        gateway.handle(request, response, target, arrival);
        return;
      }
      if (arrival.expectsContinue) response.writeContinue();
      if (target === "queues") {
        // Instances run the code of images: they reach no more than at Scaleway.
        if (sqsAction(request.headers["x-amz-target"]) === undefined) {
          const { status, body } = notEmulated("requests of instances other than those to queues and containers");
          sendAnswer(response, { status, body });
        } else void respond(api, request, response);
      } else if (arrival.isUpgrade && request instanceof IncomingMessage && response instanceof ServerResponse) {
        const { socket } = request;
        response.detachSocket(socket);
        respondTail(request, socket, logs).catch(() => socket.destroy());
      } else if (isLoki(request)) {
        respondLoki(request, response, logs).catch(() => request.socket.destroy());
      } else if (!page.answer(request, response)) void respond(api, request, response);
    },
    acceptsUpgrade: (request) =>
      gateway.acceptsUpgrade(request) || (isLoki(request) && gateway.targetOf(request) === "api"),
  };
}

async function listen(listener: Listener, port: number): Promise<number> {
  try {
    return await listener.listen(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return listener.listen(0);
  }
}
