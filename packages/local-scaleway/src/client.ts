import { existsSync } from "node:fs";
import { CONTROL, TOKEN_HEADER } from "./api/control";
import { openFolder, readLock, type Folder, type Lock } from "./state/folder";
import type { JsonObject } from "./api/json";

const ALIVE_TIMEOUT_MS = 2000;

/** A running server. */
export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  readonly folder: Folder;
  /** The link to the page, with the token. */
  readonly pageUrl: string;
  /** The name and version of the engine; undefined if containers do not run. */
  readonly engine: string | undefined;
  /** Why containers do not run, and what to do. */
  readonly missingEngine: string | undefined;
}

/** The server that uses the state folder. */
export async function findServer(path: string): Promise<RunningServer | undefined> {
  if (!existsSync(path)) return undefined;
  const lock = readLock(path);
  if (lock?.port === undefined) return undefined;
  const folder = openFolder(path);
  const status = await probe(lock, folder.token);
  if (typeof status === "string") return undefined;
  const { engine, missing_engine: missingEngine } = status;
  return {
    url: urlOf(lock.port),
    pid: lock.pid,
    folder,
    pageUrl: pageUrlOf(urlOf(lock.port), folder),
    engine: typeof engine === "string" ? engine : undefined,
    missingEngine: typeof missingEngine === "string" ? missingEngine : undefined,
  };
}

/** Whether the server of a lock exists. One that is suspended or busy does not answer, and goes on later. */
export async function isAlive(lock: Lock, token: string): Promise<boolean> {
  return (await probe(lock, token)) !== "gone";
}

async function probe({ port }: Lock, token: string): Promise<JsonObject | "silent" | "gone"> {
  if (port === undefined) return "gone";
  const signal = AbortSignal.timeout(ALIVE_TIMEOUT_MS);
  try {
    const answer = await fetch(`${urlOf(port)}${CONTROL}status`, { headers: { [TOKEN_HEADER]: token }, signal });
    return answer.ok ? ((await answer.json()) as JsonObject) : "gone";
  } catch {
    return signal.aborted ? "silent" : "gone";
  }
}

/** Calls the control interface of a running server. */
export async function callControl(
  server: RunningServer,
  method: string,
  path: string,
  body?: object,
): Promise<JsonObject> {
  const answer = await fetch(`${server.url}${CONTROL}${path}`, {
    method,
    headers: { [TOKEN_HEADER]: server.folder.token, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const value = (await answer.json()) as JsonObject;
  if (!answer.ok) throw new Error(`${server.url}: ${JSON.stringify(value["message"])}`);
  return value;
}

export function pageUrlOf(url: string, { token }: Folder): string {
  return `${url}/#${token}`;
}

export function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}
