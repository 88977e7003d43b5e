const PACKAGE = "local-scaleway";

/** The part of the package `local-scaleway` that the command uses. Users install the package separately. */
export interface LocalPackage {
  startServer(options: ServerOptions): Promise<LocalServer>;
  joinOrStart(options: ServerOptions): Promise<SharedServer>;
  findServer(folder: string): Promise<FoundServer | undefined>;
  /** Waits for a server that is starting. */
  findStartedServer(folder: string): Promise<FoundServer | undefined>;
  /**
   * Creates the state directory if it does not exist.
   * @throws Error if it is another directory
   */
  openFolder(folder: string): object;
  countResources(server: FoundServer): Promise<Readonly<Record<string, unknown>>>;
  /** The containers of a running server. */
  listContainers(server: FoundServer): Promise<readonly ListedContainer[]>;
  /** Serves the logs of a folder that no server uses. */
  serveKeptLogs(folder: string): Promise<{ readonly url: string; close(): void }>;
  resetState(folder: string): Promise<void>;
  takeSnapshot(folder: string): Promise<object>;
  loadSnapshot(folder: string, file: string): Promise<void>;
  listTriggers(server: FoundServer): Promise<readonly ListedTrigger[]>;
  runTrigger(server: FoundServer, id: string, body: string | undefined): Promise<TriggerRun>;
  localEnvironment(url: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
}

export interface ServerOptions {
  readonly folder: string;
  readonly port?: number | undefined;
  readonly engine: "auto" | "docker" | "none";
  readonly showProgress?: ((text: string) => void) | undefined;
}

/** What a server that has started reports. */
export interface ServerStart {
  readonly url: string;
  /** The link to the page, with the token. */
  readonly pageUrl: string;
  /** The name and version of the engine; undefined if containers do not run. */
  readonly engine: string | undefined;
  /** Why containers do not run, and what to do. */
  readonly missingEngine: string | undefined;
  readonly isPortReplaced: boolean;
}

export interface LocalServer extends ServerStart {
  close(): Promise<void>;
}

/** A server that several commands of a project use. */
export interface SharedServer extends FoundServer {
  readonly isPortReplaced: boolean;
  close(onWait: () => void): Promise<void>;
}

/** A server that another process runs. */
export interface FoundServer {
  readonly url: string;
  readonly pid: number;
  readonly pageUrl: string;
  readonly engine: string | undefined;
  readonly missingEngine: string | undefined;
}

/** A container of a local server. */
export interface ListedContainer {
  readonly id: string;
  readonly name: string;
  /** The name in logs, such as `shop1eb07827-order-api`. */
  readonly resourceName: string;
  readonly status: string;
  /** The reason of an error, else empty. */
  readonly reason: string;
  /** Where it is reached from this machine; its own port comes first. */
  readonly urls: readonly string[];
}

/** A trigger of a local server. */
export interface ListedTrigger {
  readonly id: string;
  /** The names of its namespace, its container and its own. */
  readonly path: readonly string[];
  readonly isSchedule: boolean;
  readonly nextRuns: readonly string[];
}

export interface TriggerRun {
  readonly status: number;
  readonly durationMs: number;
}

/** Loads the package; undefined if it is not installed. */
export async function loadLocalPackage(name: string = PACKAGE): Promise<LocalPackage | undefined> {
  const file = resolve(name);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- a test compares the type with the package
  return file === undefined ? undefined : ((await import(file)) as LocalPackage);
}

/** The file of a package that is installed in the project, or beside this library. */
function resolve(name: string): string | undefined {
  try {
    return require.resolve(name, { paths: [process.cwd(), __dirname] });
  } catch {
    return undefined;
  }
}
