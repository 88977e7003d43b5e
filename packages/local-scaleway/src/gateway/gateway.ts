import { IncomingMessage, ServerResponse } from "node:http";
import type { Services } from "../api/context";
import { TABLES, containers } from "../products/container/records";
import type { Runtime } from "../runtime/runtime";
import { mayCall } from "./access";
import { passOn, refuse, sendEarlyHints, type ClientRequest, type ClientResponse, type Refusal } from "./client-answer";
import { forwardedHeaders, fromHttp2, without, type HeaderValues } from "./headers";
import { isLocalhostName } from "./hosts";
import type { InstanceRequest } from "./instance-request";
import { invoker, type Invoke } from "./invoke";
import type { Arrival } from "./listener";
import type { Ports } from "./ports";
import { Proxy } from "./proxy";
import { RequestLog, startOf } from "./request-log";
import { Targets, type Destination, type Target } from "./targets";

const TOKEN_HEADER = "x-auth-token";

/** Answers the requests to containers. */
export class Gateway {
  /** The last requests of each container. */
  public readonly log = new RequestLog();
  /** Calls containers in the name of triggers. */
  public readonly invoke: Invoke;
  private readonly targets: Targets;
  private readonly proxy: Proxy;

  constructor(
    private readonly services: Services,
    runtime: Runtime,
    private readonly ports: Pick<Ports, "containerAt" | "portOf">,
  ) {
    this.targets = new Targets(services, ports);
    this.proxy = new Proxy(services, runtime, this.log);
    this.invoke = invoker(services, this.proxy);
    services.store.onChange([TABLES.containers], () => {
      this.log.prune((id) => containers(services).get(id) !== undefined);
    });
  }

  public targetOf(request: ClientRequest): Target {
    return this.targets.find(request);
  }

  /** Whether a request for a websocket may become one. */
  public acceptsUpgrade(request: IncomingMessage): boolean {
    const target = this.targetOf(request);
    return typeof target !== "string" && "container" in target && target.container.fields["protocol"] !== "h2c";
  }

  /** Answers a request that is not for this server itself. */
  public handle(
    request: ClientRequest,
    response: ClientResponse,
    target: Destination | Refusal,
    arrival: Arrival,
  ): void {
    // A client that has gone is an error of the answer, too.
    response.on("error", () => undefined);
    if ("status" in target) refuse(response, target);
    else this.answer(request, response, target, arrival).catch(() => request.socket.destroy());
  }

  public close(): void {
    this.proxy.close();
  }

  private async answer(
    request: ClientRequest,
    response: ClientResponse,
    destination: Destination,
    arrival: Arrival,
  ): Promise<void> {
    const { container } = destination;
    const keepsAlive = response instanceof ServerResponse && response.shouldKeepAlive;
    // A client that was not told to continue may send the body or the next request.
    if (arrival.expectsContinue) setKeepAlive(response, false);
    const message = messageOf(request, destination);
    const rejection = this.refusalOf(request, destination);
    if (rejection !== undefined) {
      refuse(response, rejection);
      this.log.add({ ...startOf(container, message), status: rejection.status, durationMs: 0 });
      return;
    }
    const gone = new AbortController();
    response.once("close", () => {
      gone.abort();
    });
    const asked: InstanceRequest = {
      ...message,
      isUpgrade: arrival.isUpgrade,
      onContinue: () => {
        setKeepAlive(response, keepsAlive);
        response.writeContinue();
      },
      onEarlyHints: (headers) => {
        sendEarlyHints(response, headers);
      },
    };
    await this.proxy.forward(container, asked, {
      gone: gone.signal,
      passOn: (answer) => passOn(answer, response),
      refuse: (refusal) => {
        refuse(response, refusal);
      },
    });
  }

  private refusalOf(request: ClientRequest, destination: Destination): Refusal | undefined {
    const { container, host } = destination;
    const { url = "", httpVersion, headers } = request;
    if (httpVersion === "1.0") return { status: 426, text: "HTTP/1.0 is not supported. Use HTTP/1.1." };
    if (!url.startsWith("/")) return { status: 400, text: "The path is not valid." };
    if (!/^(?:chunked)?$/i.test(headers["transfer-encoding"] ?? "")) {
      return { status: 501, text: "The header Transfer-Encoding may only be chunked." };
    }
    if (container.fields["https_connections_only"] === true && !isHttps(request, destination)) {
      const port = this.ports.portOf(container.id);
      const isLocal = isLocalhostName(host) && port !== undefined;
      const location = isLocal ? `http://127.0.0.1:${port}${url}` : `https://${host}${url}`;
      return { status: 301, text: `Moved to ${location}`, headers: { location: [location] } };
    }
    if (container.fields["privacy"] !== "private") return undefined;
    const token = headers[TOKEN_HEADER];
    if (typeof token === "string" && mayCall(token, container, this.services)) return undefined;
    const text = `${container.name} is private. Pass a secret key that may call it in the header X-Auth-Token.`;
    return { status: 403, text };
  }
}

function setKeepAlive(response: ClientResponse, keepsAlive: boolean): void {
  if (response instanceof ServerResponse) response.shouldKeepAlive = keepsAlive;
}

/** A port of a container stands for port 443 at Scaleway. */
function isHttps({ headers }: ClientRequest, { isOwnPort }: Destination): boolean {
  return isOwnPort || headers["x-forwarded-proto"] === "https";
}

/** The request of a client for an instance. */
function messageOf(
  request: ClientRequest,
  destination: Destination,
): Pick<InstanceRequest, "method" | "path" | "headers" | "body" | "trailers"> {
  const { method = "GET", url: path = "/" } = request;
  const isHttp1 = request instanceof IncomingMessage;
  const received: HeaderValues = isHttp1
    ? request.headersDistinct
    : { ...fromHttp2(request.headers), host: [request.authority] };
  const isPrivate = destination.container.fields["privacy"] === "private";
  const hasBody = isHttp1
    ? received["transfer-encoding"] !== undefined || Number(received["content-length"]?.[0] ?? 0) > 0
    : !request.stream.endAfterHeaders;
  return {
    method,
    path,
    headers: forwardedHeaders(isPrivate ? without(received, (name) => name === TOKEN_HEADER) : received, {
      address: request.socket.remoteAddress ?? "",
      isHttps: isHttps(request, destination),
    }),
    body: hasBody ? request : undefined,
    trailers: () => (isHttp1 ? request.trailersDistinct : fromHttp2(request.trailers)),
  };
}
