import type { Services } from "../api/context";
import { containers } from "../products/container/records";
import { uniqueHost } from "./hosts";
import type { Ports } from "./ports";

/** Where a container is reached from this machine: its own port, which stands for HTTPS, and its host. */
export function urlsOf(containerId: string, services: Services, ports: Pick<Ports, "portOf">): string[] {
  const container = containers(services).get(containerId);
  const port = ports.portOf(containerId);
  if (container === undefined) return [];
  const { name } = container;
  const isUnique =
    containers(services)
      .all()
      .filter((each) => each.name === name).length === 1;
  const host = isUnique ? `${name}.localhost` : uniqueHost(container);
  const shared = `http://${host}:${new URL(services.baseUrl()).port}`;
  return port === undefined ? [shared] : [`http://127.0.0.1:${port}`, shared];
}
