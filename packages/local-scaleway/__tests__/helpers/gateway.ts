import { createServer, request, type IncomingHttpHeaders, type RequestListener, type RequestOptions } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server, type ClientHttp2Session } from "node:http2";
import { connect, createServer as createPlainServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Api } from "../../src/api/api";
import { Clock } from "../../src/api/clock";
import type { Services } from "../../src/api/context";
import { Gateway } from "../../src/gateway/gateway";
import { Listener } from "../../src/gateway/listener";
import { Ports } from "../../src/gateway/ports";
import { containers } from "../../src/products/container/records";
import { NoDeploymentError, type Lease, type Runtime } from "../../src/runtime/runtime";
import { Journal } from "../../src/state/journal";
import { Store } from "../../src/state/store";
import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import { CONTAINERS, PROJECT } from "./server";
import { until } from "./until";

/** Instances that the test has started, one for each container. */
export class StubRuntime implements Runtime {
  public readonly addresses = new Map<string, number>();
  /** The places in use. */
  public leases = 0;
  public acquired = 0;
  public isHttp2: (containerId: string) => boolean = () => false;
  /** Awaited before a place is given. */
  public coldStart: (signal: AbortSignal) => Promise<void> = () => Promise.resolve();

  public async acquire(containerId: string, signal: AbortSignal): Promise<Lease> {
    await this.coldStart(signal);
    const port = this.addresses.get(containerId);
    if (port === undefined) throw new NoDeploymentError("no deployment");
    this.leases++;
    this.acquired++;
    let isReleased = false;
    const release = () => {
      if (isReleased) throw new Error("released twice");
      isReleased = true;
      this.leases--;
    };
    return { instanceId: `instance-${port}`, host: "127.0.0.1", port, isHttp2: this.isHttp2(containerId), release };
  }

  public instances(containerId: string) {
    const port = this.addresses.get(containerId);
    if (port === undefined) return [];
    return [{ id: `instance-${port}`, status: "ready", isNewest: true, requests: this.leases, startedAt: 0 } as const];
  }
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly trailers: NodeJS.Dict<string>;
}

/** A gateway with instances of the test. */
export class TestGateway {
  public readonly runtime = new StubRuntime();
  public readonly clock = new Clock();
  public readonly services: Services;
  public readonly api: Api;
  public readonly listener: Listener;
  public readonly ports: Ports;
  public readonly gateway: Gateway;
  public port = 0;
  private readonly servers: Server[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly sessions: ClientHttp2Session[] = [];

  constructor(folder = temporaryFolder("local-scaleway")) {
    const store = new Store(new Journal(folder));
    this.services = { store, clock: this.clock, settings: { settleMs: 0 }, baseUrl: () => "", hasEngine: false };
    this.runtime.isHttp2 = (id) => containers(this.services).get(id)?.fields["protocol"] === "h2c";
    this.api = new Api(this.services, "token");
    this.listener = new Listener({
      handle: (asked, response, arrival) => {
        const target = this.gateway.targetOf(asked);
        if (typeof target === "string") response.end(target);
        else this.gateway.handle(asked, response, target, arrival);
      },
      acceptsUpgrade: (asked) => this.gateway.acceptsUpgrade(asked),
    });
    this.ports = new Ports(this.services, this.listener);
    this.gateway = new Gateway(this.services, this.runtime, this.ports);
  }

  public async start(): Promise<void> {
    this.port = await this.listener.listen(0);
    await this.ports.update();
  }

  public async stop(): Promise<void> {
    for (const session of this.sessions) session.destroy();
    await this.listener.close();
    this.gateway.close();
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(this.servers.map((server) => new Promise((resolve) => server.close(resolve))));
    this.services.store.close();
  }

  public async call(method: string, path: string, body: object = {}): Promise<any> {
    const headers = { "x-auth-token": "x" };
    const asked = {
      method,
      path,
      query: new URLSearchParams(),
      headers,
      body: JSON.stringify(body),
      signal: new AbortController().signal,
    };
    const answer = await this.api.answer(asked);
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  }

  /** Creates a container in a namespace. Fields that the API would reject, such as short timeouts, are put into the record. */
  public async create(
    name: string,
    fields: Record<string, any> = {},
    { namespace = "shop", project = PROJECT } = {},
  ): Promise<{ id: string; public_endpoint: string; namespace_id: string }> {
    const { namespaces } = await this.call("GET", `${CONTAINERS}/namespaces`);
    const existing = namespaces.find((each: any) => each.name === namespace && each.project_id === project);
    const body = { name: namespace, project_id: project };
    const { id } = existing ?? (await this.call("POST", `${CONTAINERS}/namespaces`, body));
    const created = await this.call("POST", `${CONTAINERS}/containers`, {
      namespace_id: id,
      name,
      image: "nginx:1.29",
    });
    this.services.store.transaction(() => {
      const record = containers(this.services).get(created.id)!;
      containers(this.services).put(created.id, { ...record, fields: { ...record.fields, ...fields } });
    });
    await this.ports.update();
    await until(() => this.ports.portOf(created.id) !== undefined);
    return created;
  }

  /** Starts an instance that answers HTTP/1.1. */
  public serve(containerId: string, listener: RequestListener): Promise<Server> {
    return this.run(containerId, createServer(listener));
  }

  /** Starts an instance that answers HTTP/2. */
  public serveHttp2(containerId: string, listener: (request: any, response: any) => void): Promise<Server> {
    return this.run(containerId, createHttp2Server(listener));
  }

  /** Starts an instance that answers HTTP/2 with frames of its own. */
  public serveStreams(containerId: string, listener: (stream: any, headers: any) => void): Promise<Server> {
    return this.run(containerId, createHttp2Server().on("stream", listener));
  }

  /** Starts an instance that does anything with its connections. */
  public servePlain(containerId: string, listener: (socket: Socket) => void): Promise<Server> {
    return this.run(containerId, createPlainServer(listener));
  }

  public async run(containerId: string, server: Server): Promise<Server> {
    server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
      socket.on("error", () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.servers.push(server);
    this.runtime.addresses.set(containerId, (server.address() as AddressInfo).port);
    return server;
  }

  /** Sends a request by HTTP/1.1. */
  public fetch(host: string, options: RequestOptions & { body?: string | Buffer } = {}): Promise<TestAnswer> {
    const { body, headers, ...rest } = options;
    return new Promise((resolve, reject) => {
      // Node.js does not send the length of a body with DELETE and GET by itself.
      const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
      const all = { host, ...length, ...(headers as object) };
      const sent = request({ host: "127.0.0.1", port: this.port, agent: false, ...rest, headers: all }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: answer.statusCode!, headers: answer.headers, text, trailers: answer.trailers });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  /** A connection by HTTP/2. */
  public session(port = this.port): ClientHttp2Session {
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    session.on("error", () => undefined);
    this.sessions.push(session);
    return session;
  }

  /** Sends bytes, and returns all that is received until the connection closes. */
  public raw(text: string | Buffer, port = this.port): Promise<string> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const socket = connect(port, "127.0.0.1", () => socket.write(text));
      socket.on("data", (chunk: Buffer) => chunks.push(chunk));
      socket.on("error", () => undefined);
      socket.on("close", () => {
        resolve(Buffer.concat(chunks).toString("latin1"));
      });
    });
  }
}

/** A gateway that runs during a test file. */
export function useGateway(): TestGateway {
  const gateway = new TestGateway();
  beforeAll(() => gateway.start());
  afterEach(async () => {
    await until(() => gateway.runtime.leases === 0);
    gateway.runtime.coldStart = () => Promise.resolve();
  });
  afterAll(() => gateway.stop());
  return gateway;
}

/** An HTTP/2 request, and its answer. */
export function fetchHttp2(
  session: ClientHttp2Session,
  headers: Record<string, string>,
  body?: string,
): Promise<{ status: number; headers: any; text: string; trailers: any; isEndOfHeaders: boolean }> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, { endStream: body === undefined });
    const chunks: Buffer[] = [];
    let [received, trailers, isEndOfHeaders]: [any, any, boolean] = [undefined, undefined, false];
    stream.on("response", (answered, flags) => {
      received = answered;
      isEndOfHeaders = (flags & 1) !== 0;
    });
    stream.on("trailers", (answered) => (trailers = answered));
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", reject);
    stream.on("close", () => {
      if (received === undefined || stream.rstCode !== 0) reject(new Error(`closed with ${stream.rstCode}`));
      const text = Buffer.concat(chunks).toString();
      resolve({ status: received?.[":status"], headers: received, text, trailers, isEndOfHeaders });
    });
    if (body !== undefined) stream.end(body);
  });
}
