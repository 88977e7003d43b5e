/** What runs containers: Docker's API, or a stand-in in tests. */
export interface Engine {
  /** Its name and version, for example `podman 4.3.1`. */
  readonly name: string;
  readonly host: Host;
  /**
   * Finds the image on this machine, or pulls it. Returns its ID: instances of a deployment have the same image, also if its tag moves.
   * @throws DeploymentError if the image cannot be used, with the reason
   */
  prepare(image: string, signal: AbortSignal): Promise<string>;
  /**
   * Starts an instance. It may not listen yet.
   * @throws DeploymentError if it cannot be started, with the reason
   */
  start(settings: InstanceSettings): Promise<Instance>;
  /** Removes all that servers of this state folder have started, also those that were killed. */
  removeAll(): Promise<void>;
}

/** How instances reach the servers of this machine, which listen on 127.0.0.1. */
export interface Host {
  /** The host name or IP address that instances use in place of 127.0.0.1. */
  readonly name: string;
  /**
   * The address of this machine in the network of the instances, on which the servers must listen as well. It may not exist before
   * the first instance: podman creates it then. Undefined if the engine forwards connections to 127.0.0.1, or cannot.
   */
  readonly address?: string | undefined;
}

/** The settings of an instance. */
export interface InstanceSettings {
  readonly containerId: string;
  /** The name of the container, for the names of the engine's own lists. */
  readonly name: string;
  /** A reference, or the ID that `prepare` has returned. */
  readonly image: string;
  /** Replaces the user of the image; undefined keeps it. */
  readonly user: string | undefined;
  /** Replaces the entry point of the image; an empty list keeps it. */
  readonly command: readonly string[];
  /** Replaces the arguments of the image; an empty list keeps them. */
  readonly args: readonly string[];
  /** All variables, secrets and `PORT`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly port: number;
  readonly memoryBytes: number;
  /** In thousandths of a CPU. */
  readonly milliCpu: number;
  readonly localStorageBytes: number;
  /** Receives each line that the program writes. */
  readonly onLine: (line: OutputLine) => void;
}

export interface OutputLine {
  readonly text: string;
  readonly stream: "stdout" | "stderr";
  /** In milliseconds since 1970. */
  readonly time: number;
}

/** One running copy of a container. */
export interface Instance {
  readonly id: string;
  /**
   * Where its port is reached from this machine; the port is 0 if the program has ended already. Docker accepts connections before
   * the program listens, and closes them at once.
   */
  readonly host: string;
  readonly port: number;
  /** Ends when the program ends, by itself or by `stop`. */
  readonly exited: Promise<Exit>;
  usage(): Promise<Usage>;
  /** Sends SIGTERM, kills the program after a grace period, and removes the instance. */
  stop(): Promise<void>;
}

export interface Exit {
  readonly code: number;
  readonly isOutOfMemory: boolean;
}

export interface Usage {
  /** In thousandths of a CPU, since the previous call, or since the start. */
  readonly milliCpu: number;
  readonly memoryBytes: number;
}

/** A reason why a container cannot be deployed, in Scaleway's words where they are known. */
export class DeploymentError extends Error {}
