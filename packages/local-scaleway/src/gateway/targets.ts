import { IncomingMessage } from "node:http";
import type { Services } from "../api/context";
import { containers, type Container } from "../products/container/records";
import type { ClientRequest, Refusal } from "./client-answer";
import { Hosts, isLocalhostName, isOwnHost, isServed, parseHost, uniqueHost } from "./hosts";
import type { Ports } from "./ports";

/** The names of this machine in instances, if engines run in a virtual machine. */
const INSTANCE_HOSTS = ["host.docker.internal", "host.containers.internal"];

/** A container, and whether the request arrived on the container's own port. */
export interface Destination {
  readonly container: Container;
  readonly isOwnPort: boolean;
  readonly host: string;
}

/** Where a request goes: to this server itself, from an instance only to its queues, to a container, or nowhere. */
export type Target = "api" | "queues" | Destination | Refusal;

/** Finds out where requests go. */
export class Targets {
  private readonly hosts: Hosts;

  constructor(
    private readonly services: Services,
    private readonly ports: Pick<Ports, "containerAt">,
  ) {
    this.hosts = new Hosts(services);
  }

  /** The target of a request, by the port on which it arrived and by its host. */
  public find(request: ClientRequest): Target {
    const host = parseHost(hostOf(request) ?? "");
    const found = host === undefined ? [] : this.hosts.find(host);
    const isFromInstance = host !== undefined && isInstanceHost(host, request);
    // Otherwise a website could reach this server by a DNS name of its own.
    if (host === undefined || !(isFromInstance || isOwnHost(host) || isLocalhostName(host) || found.length > 0)) {
      return { status: 403, text: "The header Host is not a host of this server or of a container." };
    }
    const ownId = this.ports.containerAt(request.socket.localPort);
    if (ownId !== undefined) {
      const container = containers(this.services).get(ownId);
      if (container !== undefined && isServed(container)) return { container, isOwnPort: true, host };
      return { status: 404, text: "The container of this port was deleted." };
    }
    if (isFromInstance) return "queues";
    if (isOwnHost(host)) return "api";
    const [container] = found;
    if (container === undefined) return { status: 404, text: `No container has the host ${host}.` };
    if (found.length > 1) {
      const hosts = found.map(uniqueHost).join(", ");
      return { status: 421, text: `${found.length} containers have the host ${host}. Use one of: ${hosts}` };
    }
    return { container, isOwnPort: false, host };
  }
}

/** Whether the host is the name that instances use for this machine. An IP address is never a DNS name of a website. */
function isInstanceHost(host: string, { socket }: ClientRequest): boolean {
  return INSTANCE_HOSTS.includes(host) || (host === socket.localAddress && !isOwnHost(host));
}

/** The only host of a request. */
function hostOf(request: ClientRequest): string | undefined {
  if (request instanceof IncomingMessage) {
    const hosts = request.headersDistinct["host"] ?? [];
    return hosts.length === 1 ? hosts[0] : undefined;
  }
  const { authority, headers } = request;
  return headers.host === undefined || headers.host === authority ? authority : undefined;
}
