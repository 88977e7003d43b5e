/** What runs containers: Docker's API, or a stand-in in tests. */
export interface Engine {
  /** Its name and version, for example `podman 4.3.1`. */
  readonly name: string;
  /**
   * Finds the image on this machine, or pulls it, and returns its ID.
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

/** The settings of an instance. */
export interface InstanceSettings {
  readonly containerId: string;
  /** The name of the container, for the names of the engine's own lists. */
  readonly name: string;
  readonly image: string;
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
  /** Where its port is reached from this machine. */
  readonly host: string;
  readonly port: number;
  /** Ends when the program ends, by itself or by `stop`. */
  readonly exited: Promise<Exit>;
  usage(): Promise<Usage>;
  /** Asks the program to end, and kills it after a grace period. */
  stop(): Promise<void>;
}

export interface Exit {
  readonly code: number;
  readonly isOutOfMemory: boolean;
}

export interface Usage {
  /** In thousandths of a CPU, since the previous call. */
  readonly milliCpu: number;
  readonly memoryBytes: number;
}

/** A reason why a container cannot be deployed, in Scaleway's words where they are known. */
export class DeploymentError extends Error {}
