import type { Services } from "../api/context";
import { containers, domains } from "../products/container/records";
import { publicHost } from "./hosts";
import type { Ports } from "./ports";

type Environment = Readonly<Record<string, string>>;

/** Replaces the URLs of this server, of its NATS server and of containers in the variables of an instance by those that it reaches. */
export function instanceEnvironment(
  environment: Environment,
  hostName: string,
  services: Services,
  ports: Pick<Ports, "portOf">,
): Environment {
  const replacements = [...serverUrls(services, hostName), ...containerUrls(services, hostName, ports)];
  const adapt = (value: string) =>
    replacements.reduce((text, [from, to]) => text.replaceAll(urlPattern(from), () => to), value);
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, adapt(value)]));
}

type Replacement = readonly [from: string, to: string];

function serverUrls({ baseUrl, natsUrl }: Services, hostName: string): Replacement[] {
  return [baseUrl(), natsUrl?.()].flatMap((url) => {
    if (url === undefined || url === "") return [];
    const { protocol, port } = new URL(url);
    const to = `${protocol}//${hostName}:${port}`;
    return ["127.0.0.1", "localhost"].map((host) => [`${protocol}//${host}:${port}`, to] as const);
  });
}

/** A port of a container stands for HTTPS. */
function containerUrls(services: Services, hostName: string, ports: Pick<Ports, "portOf">): Replacement[] {
  const hosts = [
    ...containers(services)
      .all()
      .map((container) => [publicHost(container), container.id] as const),
    ...domains(services)
      .all()
      .map(({ hostname, container_id }) => [hostname, container_id] as const),
  ];
  return hosts.flatMap(([host, id]) => {
    const port = ports.portOf(id);
    return port === undefined || host === "" ? [] : [[`https://${host}`, `http://${hostName}:${port}`] as const];
  });
}

/** The URL, but not a longer host or port that starts with it. */
function urlPattern(url: string): RegExp {
  return new RegExp(`${url.replaceAll(".", "\\.")}(?![\\w:-]|\\.\\w)`, "gi");
}
