/** The instances of all containers. */
export interface Runtime {
  /** Waits for an instance with a free place for a request, and starts one if necessary. */
  acquire(containerId: string, signal: AbortSignal): Promise<Lease>;
  /** The instances of a container that exist now. */
  instances(containerId: string): readonly InstanceView[];
}

/** A place for one request. */
export interface Lease {
  readonly instanceId: string;
  readonly host: string;
  readonly port: number;
  /** Whether the instance speaks HTTP/2 without TLS. */
  readonly isHttp2: boolean;
  /** Must be called once, when the request has ended. */
  release(): void;
}

export interface InstanceView {
  readonly id: string;
  readonly status: "starting" | "ready" | "stopping";
  /** Whether the instance belongs to the newest deployment. */
  readonly isNewest: boolean;
  readonly requests: number;
  readonly startedAt: number;
}

/** The container has no deployment that can serve. */
export class NoDeploymentError extends Error {}

/** Without an engine, no container has an instance. */
export const NO_RUNTIME: Runtime = {
  acquire: () => Promise.reject(new NoDeploymentError("no engine runs containers")),
  instances: () => [],
};
