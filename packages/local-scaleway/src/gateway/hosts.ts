import type { Services } from "../api/context";
import { TABLES, containers, domains, namespaces, type Container } from "../products/container/records";

const HOST = /^(\[[\da-f:.]+\]|[^\s:/@[\]]+?)\.?(?::\d{1,5})?$/i;
const OWN_HOSTS = ["127.0.0.1", "localhost", "[::1]"];

/** The host of a header `Host` in lower case, without its port and the dot at its end. */
export function parseHost(header: string): string | undefined {
  return HOST.exec(header)?.[1]?.toLowerCase();
}

/** Whether a request for the host is for this server itself. */
export function isOwnHost(host: string): boolean {
  return OWN_HOSTS.includes(host);
}

export function isLocalhostName(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost");
}

/** Whether the container serves: the answers for one that is being deleted are those for a missing one. */
export function isServed({ change }: Container): boolean {
  return change?.status !== "deleting";
}

/** The host of the container's URL at Scaleway. */
export function publicHost({ fields }: Container): string {
  const endpoint = fields["public_endpoint"];
  return typeof endpoint === "string" && URL.canParse(endpoint) ? new URL(endpoint).host : "";
}

/** The host that no other container has: the first label of its URL at Scaleway. */
export function uniqueHost(container: Container): string {
  return `${publicHost(container).split(".", 1)[0] ?? ""}.localhost`;
}

/** The containers by their hosts. */
export class Hosts {
  private index: Index | undefined;

  constructor(private readonly services: Services) {
    services.store.onChange([TABLES.namespaces, TABLES.containers, TABLES.domains], () => {
      this.index = undefined;
    });
  }

  /** The containers with the host. There are several if namespaces have containers with the same name. */
  public find(host: string): readonly Container[] {
    this.index ??= indexOf(this.services);
    const unique = this.index.unique.get(host);
    return unique === undefined ? (this.index.named.get(host) ?? []) : [unique];
  }
}

interface Index {
  /** By URL at Scaleway, custom domain and unique host. */
  readonly unique: ReadonlyMap<string, Container>;
  /** By name, and by name and namespace. */
  readonly named: ReadonlyMap<string, readonly Container[]>;
}

function indexOf(services: Services): Index {
  const unique = new Map<string, Container>();
  const named = new Map<string, Container[]>();
  for (const container of containers(services).all().filter(isServed)) {
    unique.set(publicHost(container), container);
    unique.set(uniqueHost(container), container);
    const namespace = namespaces(services).get(container.namespace_id)?.name.toLowerCase() ?? "";
    for (const host of [`${container.name}.localhost`, `${container.name}.${namespace}.localhost`]) {
      named.set(host, [...(named.get(host) ?? []), container]);
    }
  }
  for (const { hostname, container_id, change } of domains(services).all()) {
    const container = containers(services).get(container_id);
    if (container === undefined || !isServed(container) || change?.status === "deleting") continue;
    const host = parseHost(hostname);
    if (host !== undefined) unique.set(host, container);
  }
  return { unique, named };
}
