import type { LogsOptions } from "../arguments/logs";
import { EXIT, type Io } from "../io";
import { localSource } from "./log-source";
import type { LocalPackage } from "./package";
import { containerOf, selectorOf, type LogContainer } from "../logs/containers";
import { LogError } from "../logs/log-error";
import { ALL_CONTAINERS, queryContainers, queryLogs, type LogSource } from "../logs/loki";
import { printLogs } from "../logs/print";
import type { Query } from "../logs/read";

const POLL_MS = 500;

interface LocalLogsRequest {
  readonly name: string | undefined;
  readonly logs: LogsOptions;
}

/** Prints logs of the server of a state folder, or the logs that its last server has kept. */
export async function localLogs(
  { name, logs: options }: LocalLogsRequest,
  state: string,
  scaleway: LocalPackage,
  io: Io,
): Promise<number> {
  const selector = name === undefined ? ALL_CONTAINERS : await selectorOfName(name, state, scaleway);
  const query: Query = (each) => withSource(state, scaleway, (source) => queryLogs(source, each));
  // While a server restarts, nothing is new.
  const patient: Query = (each) => query(each).catch(rethrowRejection);
  const request = { selector, pollMs: POLL_MS, hasContainer: name === undefined, ...options };
  const isPrinted = await printLogs(request, options.follow === true ? patient : query, io);
  if (!isPrinted && options.follow !== true) io.stderr("No lines found.\n");
  return EXIT.ok;
}

function rethrowRejection(error: unknown): [] {
  if (error instanceof LogError && !error.isTemporary) throw error;
  return [];
}

/** Containers that exist come first: a deleted one of another namespace may have had the same name. */
async function selectorOfName(name: string, state: string, scaleway: LocalPackage): Promise<string> {
  const server = await scaleway.findServer(state);
  const existing = server === undefined ? [] : await scaleway.listContainers(server);
  const containers: LogContainer[] = existing.map(({ id, resourceName }) => containerOf(id, resourceName));
  try {
    return selectorOf(name, containers);
  } catch {
    const kept = await withSource(state, scaleway, (source) => queryContainers(source, 0n));
    return selectorOf(name, [...containers, ...kept]);
  }
}

async function withSource<Result>(
  state: string,
  scaleway: LocalPackage,
  work: (source: LogSource) => Promise<Result>,
): Promise<Result> {
  const server = await scaleway.findServer(state);
  if (server !== undefined) return work(localSource(server.url));
  const kept = await scaleway.serveKeptLogs(state);
  try {
    return await work(localSource(kept.url));
  } finally {
    kept.close();
  }
}
