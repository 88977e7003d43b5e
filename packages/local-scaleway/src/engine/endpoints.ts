import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where an engine listens, as options of node:http and of dockerode. */
export type Endpoint =
  | { readonly socketPath: string }
  | {
      readonly protocol: "http" | "https";
      readonly host: string;
      readonly port: number;
      readonly ca?: Buffer | undefined;
      readonly cert?: Buffer | undefined;
      readonly key?: Buffer | undefined;
    };

/** The endpoints of engines, the preferred one first. */
export interface Endpoints {
  /** What chose the only endpoint: a variable or a Docker context. */
  readonly source?: string;
  readonly endpoints: readonly Endpoint[];
}

/** A choice of the user that cannot be used. */
export class EndpointError extends Error {}

const DOCKER_PORTS = { http: 2375, https: 2376 } as const;

/**
 * The engine of DOCKER_CONTEXT, DOCKER_HOST or the current Docker context, in the order of Docker's own command; else the usual
 * sockets.
 * @throws EndpointError if the choice is not a local socket or a TCP address
 */
export function findEndpoints(environment: NodeJS.ProcessEnv): Endpoints {
  const home = environment["HOME"] ?? homedir();
  const dockerFolder = environment["DOCKER_CONFIG"] ?? join(home, ".docker");
  const { DOCKER_CONTEXT: context = "", DOCKER_HOST: host = "" } = environment;
  if (context !== "" && context !== "default") return fromContext("DOCKER_CONTEXT", context, dockerFolder);
  if (host !== "") {
    const isTls = (environment["DOCKER_TLS_VERIFY"] ?? "") !== "";
    const certificates = isTls ? (environment["DOCKER_CERT_PATH"] ?? dockerFolder) : undefined;
    return { source: "DOCKER_HOST", endpoints: [parseHost("DOCKER_HOST", host, certificates)] };
  }
  const current = readJson(join(dockerFolder, "config.json"))?.["currentContext"];
  if (context === "" && typeof current === "string" && current !== "" && current !== "default") {
    return fromContext("the current Docker context", current, dockerFolder);
  }
  const sockets = usualSockets(home, environment).filter((path) => existsSync(path));
  return { endpoints: sockets.map((socketPath) => ({ socketPath })) };
}

function usualSockets(home: string, environment: NodeJS.ProcessEnv): string[] {
  const { XDG_RUNTIME_DIR: runtimeFolder, TMPDIR: temporaryFolder } = environment;
  return [
    "/var/run/docker.sock",
    ...(runtimeFolder === undefined ? [] : [join(runtimeFolder, "docker.sock")]),
    join(home, ".docker/run/docker.sock"),
    join(home, ".docker/desktop/docker.sock"),
    join(home, ".colima/default/docker.sock"),
    ...(runtimeFolder === undefined ? [] : [join(runtimeFolder, "podman/podman.sock")]),
    "/run/podman/podman.sock",
    // The virtual machine of podman on macOS.
    ...(temporaryFolder === undefined ? [] : [join(temporaryFolder, "podman/podman-machine-default-api.sock")]),
    join(home, ".local/share/containers/podman/machine/podman.sock"),
  ];
}

function fromContext(setting: string, name: string, dockerFolder: string): Endpoints {
  const source = `${setting} "${name}"`;
  // Docker's own names of the folders.
  const id = createHash("sha256").update(name).digest("hex");
  const context = readJson(join(dockerFolder, "contexts/meta", id, "meta.json"));
  const host = fieldOf(fieldOf(fieldOf(context, "Endpoints"), "docker"), "Host");
  if (typeof host !== "string") throw new EndpointError(`${source}: does not exist. Run docker context ls.`);
  const certificates = join(dockerFolder, "contexts/tls", id, "docker");
  return { source, endpoints: [parseHost(source, host, existsSync(certificates) ? certificates : undefined)] };
}

function parseHost(source: string, text: string, certificates: string | undefined): Endpoint {
  if (text.startsWith("unix://")) return { socketPath: text.slice("unix://".length) };
  const url = text.includes("://") ? text : `tcp://${text}`;
  const { protocol, hostname, port } = URL.canParse(url) ? new URL(url) : new URL("invalid:");
  if (!["tcp:", "http:", "https:"].includes(protocol) || hostname === "") {
    const remedy = "Use unix:///path/to/docker.sock or tcp://host:port";
    throw new EndpointError(`${source}: is not a local socket or a TCP address. ${remedy}.`);
  }
  const scheme = certificates !== undefined || protocol === "https:" ? "https" : "http";
  const read = (file: string) =>
    certificates !== undefined && existsSync(join(certificates, file))
      ? readFileSync(join(certificates, file))
      : undefined;
  return {
    protocol: scheme,
    host: hostname,
    port: port === "" ? DOCKER_PORTS[scheme] : Number(port),
    ...{ ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") },
  };
}

function readJson(file: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}
