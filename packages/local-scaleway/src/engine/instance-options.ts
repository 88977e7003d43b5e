import { randomBytes } from "node:crypto";
import type Docker from "dockerode";
import type { InstanceSettings } from "./engine";

/** The label with the ID of the state folder, by which instances of killed servers are found. */
export const OWNER_LABEL = "scw-local";
/** The label with the ID of the server that has started an instance. */
export const SERVER_LABEL = "scw-local-server";
const CONTAINER_LABEL = "scw-local-container";
/** A program that starts programs without end is stopped before this machine is. */
const MAX_PROCESSES = 4096;

interface Placement {
  readonly owner: string;
  readonly server: string;
  /** The address on which the port is published. */
  readonly publishedOn: string;
  readonly hasCpuLimit: boolean;
  readonly hostName: string;
}

/** The options of the engine for an instance. */
export function createOptions(settings: InstanceSettings, placement: Placement): Docker.ContainerCreateOptions {
  const { name, containerId, image, user, command, args, environment, port, memoryBytes, milliCpu } = settings;
  const exposed = `${port}/tcp`;
  const body: Docker.ContainerCreateOptions = {
    Image: image,
    ...(user !== undefined && { User: user }),
    ...(command.length > 0 && { Entrypoint: [...command] }),
    ...(args.length > 0 && { Cmd: [...args] }),
    Env: Object.entries(environment).map(([key, value]) => `${key}=${value}`),
    Labels: { [OWNER_LABEL]: placement.owner, [SERVER_LABEL]: placement.server, [CONTAINER_LABEL]: containerId },
    ExposedPorts: { [exposed]: {} },
    // Scaleway has its own probes, and ignores the HEALTHCHECK of an image.
    Healthcheck: { Test: ["NONE"] },
    HostConfig: {
      PortBindings: { [exposed]: [{ HostIp: placement.publishedOn, HostPort: "" }] },
      Memory: memoryBytes,
      // The same limit with swap: there is none.
      MemorySwap: memoryBytes,
      ...(placement.hasCpuLimit && { NanoCpus: milliCpu * 1_000_000 }),
      PidsLimit: MAX_PROCESSES,
      // gVisor has neither raw sockets nor new devices. Its other capabilities are those of the engine.
      CapDrop: ["NET_RAW", "MKNOD"],
      SecurityOpt: ["no-new-privileges"],
      RestartPolicy: { Name: "no" },
      // The output is read from the instance: the engine writes none to the disk.
      LogConfig: { Type: "none", Config: {} },
      ...(placement.hostName === "host.docker.internal" && { ExtraHosts: ["host.docker.internal:host-gateway"] }),
    },
  };
  const query = { name: `scw-local-${name}-${randomBytes(4).toString("hex")}`, platform: "linux/amd64" };
  // Without these two, dockerode writes all options into the URL, with the secrets, and engines log URLs.
  const options: Docker.ContainerCreateOptions & { _query: object; _body: object } = { _query: query, _body: body };
  return options;
}
