import { randomUUID } from "node:crypto";
import { closeSync, openSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findServer, type RunningServer } from "./client";
import { FolderInUseError, openFolder, readLock, type Folder } from "./state/folder";
import { startServer, type ServerOptions } from "./server";

const HEARTBEAT_MS = 1000;
/** A command without a heartbeat for this time was killed. */
const KILLED_AFTER_MS = 5 * HEARTBEAT_MS;
const RETRY_MS = 100;
const BUSY_LIMIT_MS = 5000;
/** A server that starts may have to remove the instances of a killed one first. */
const START_LIMIT_MS = 60_000;
const USER_FILE = /^user\.[\da-f-]+$/;

/** A server that several commands of a project use. */
export interface SharedServer extends RunningServer {
  readonly isPortReplaced: boolean;
  /** Ends the use. The process that runs the server stops it when no other command uses it. */
  close(onWait: () => void): Promise<void>;
}

/** The server that uses the state folder. Waits for one that is starting. */
export async function findStartedServer(path: string): Promise<RunningServer | undefined> {
  for (const start = Date.now(); ;) {
    const found = await findServer(path);
    const lock = readLock(path);
    const isStarting = lock !== undefined && lock.port === undefined;
    if (found !== undefined || !isStarting || Date.now() - start > START_LIMIT_MS) return found;
    await wait(RETRY_MS);
  }
}

/** Joins the server of the state folder, or starts one. */
export async function joinOrStart(options: ServerOptions): Promise<SharedServer> {
  const { path } = openFolder(options.folder);
  // Before the search: a server that is found does not stop while the command runs.
  const leave = enter(path);
  try {
    for (const start = Date.now(); ;) {
      const found = await findServer(path);
      if (found !== undefined) {
        const close = () => {
          leave();
          return Promise.resolve();
        };
        return { ...found, isPortReplaced: false, close };
      }
      try {
        return shareUntilUnused(await startServer(options), openFolder(path), leave);
      } catch (error) {
        // Another process is starting or stopping its server.
        const limitMs = readLock(path)?.port === undefined ? START_LIMIT_MS : BUSY_LIMIT_MS;
        if (!(error instanceof FolderInUseError) || Date.now() - start > limitMs) throw error;
        await wait(RETRY_MS);
      }
    }
  } catch (error) {
    leave();
    throw error;
  }
}

function shareUntilUnused(
  server: Awaited<ReturnType<typeof startServer>>,
  folder: Folder,
  leave: () => void,
): SharedServer {
  const { path } = folder;
  return {
    ...server,
    pid: process.pid,
    folder,
    close: async (onWait) => {
      leave();
      if (isUsed(path)) onWait();
      while (isUsed(path)) await wait(RETRY_MS);
      await server.close();
    },
  };
}

/** Records that this command uses the folder, and returns what ends the record. */
function enter(path: string): () => void {
  const file = join(path, `user.${randomUUID()}`);
  closeSync(openSync(file, "w", 0o600));
  const heartbeat = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // Somebody has removed the folder.
    }
  }, HEARTBEAT_MS).unref();
  return () => {
    clearInterval(heartbeat);
    rmSync(file, { force: true });
  };
}

/** Whether another command uses the folder; removes the records of killed ones. */
function isUsed(path: string): boolean {
  const files = readdirSync(path).filter((file) => USER_FILE.test(file));
  const isAlive = (file: string) => {
    const stats = statSync(join(path, file), { throwIfNoEntry: false });
    return stats !== undefined && Date.now() - stats.mtimeMs < KILLED_AFTER_MS;
  };
  const killed = files.filter((file) => !isAlive(file));
  for (const file of killed) rmSync(join(path, file), { force: true });
  return killed.length < files.length;
}
