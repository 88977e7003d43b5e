import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

const STOLEN_LOCK_CHECK_MS = 100;
const TOKEN = /^[\da-f]{64}$/;
/** Files of a start that was killed, or failed on a full disk, before it wrote the token. */
const OWN_FILE =
  /^(\.gitignore|token(\.\d+)?|lock(\.\d+)?|port|user\..+|logs|nats|server\.log(\.\d+)?|state\.json(\.new)?|journal\.jsonl)$/;

/** The files of a state folder, which only the user can read. */
export interface Folder {
  readonly path: string;
  /** The token of the control interface. */
  readonly token: string;
  /** The port of the previous run. */
  readonly lastPort: number | undefined;
}

/** The process that uses a state folder; without a port, it is starting. */
export interface Lock {
  readonly pid: number;
  readonly port?: number;
}

/** A state folder that another process uses. */
export class FolderInUseError extends Error {
  constructor(path: string, pid: number) {
    super(`${path}: is in use by process ${pid}. Stop that process, or pass another folder with --state.`);
  }
}

export function openFolder(path: string): Folder {
  makeFolder(path);
  chmodSync(path, 0o700);
  // The folder contains secrets.
  if (!existsSync(join(path, ".gitignore"))) writeFileSync(join(path, ".gitignore"), "*\n");
  const port = Number(read(join(path, "port")));
  return { path, token: readToken(path) ?? createToken(path), lastPort: port > 0 ? port : undefined };
}

function readToken(path: string): string | undefined {
  const token = read(join(path, "token"));
  return token !== undefined && TOKEN.test(token) ? token : undefined;
}

/** Writes a whole token or none; of several processes, the first wins. */
function createToken(path: string): string {
  const file = join(path, "token");
  const own = `${file}.${process.pid}`;
  const token = randomBytes(32).toString("hex");
  writeFileSync(own, token, { mode: 0o600 });
  try {
    // Half a token, which a full disk leaves.
    if (readToken(path) === undefined) rmSync(file, { force: true });
    linkSync(own, file);
    return token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return readToken(path) ?? token;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Creates one level at a time, because Node's recursive mkdir never returns below `/proc`. */
function makeFolder(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    const parent = dirname(path);
    if (!existsSync(parent)) makeFolder(parent);
    mkdirSync(path, { mode: 0o700 });
  } else if (!stats.isDirectory() || !isStateFolder(path)) {
    throw new Error(`${path}: is not a state directory. Pass a new or empty directory with --state.`);
  }
}

function isStateFolder(path: string): boolean {
  return readdirSync(path).every((file) => OWN_FILE.test(file)) || readToken(path) !== undefined;
}

/** The process that uses the folder; undefined if there is none, or it was killed. */
export function readLock(path: string): Lock | undefined {
  const [pid = 0, port] = (read(lockFile(path)) ?? "").split(" ").map(Number);
  if (!isRunning(pid)) return undefined;
  return port === undefined ? { pid } : { pid, port };
}

/** Takes the folder for this process. `isAlive` tells whether a server answers. */
export async function lockFolder(path: string, isAlive: (lock: Lock) => Promise<boolean>): Promise<void> {
  const file = lockFile(path);
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid), { mode: 0o600 });
  try {
    linkSync(own, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const lock = readLock(path);
    if (lock !== undefined && (await isHeld(lock, isAlive))) throw new FolderInUseError(path, lock.pid);
    renameSync(own, file);
    // Of several processes that found a dead one's lock, the last keeps it.
    await new Promise((resolve) => setTimeout(resolve, STOLEN_LOCK_CHECK_MS));
    const winner = readLock(path);
    if (winner?.pid !== process.pid) throw new FolderInUseError(path, winner?.pid ?? 0);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Process IDs are used again, in containers even the own one, so a lock with a port is only held if its server answers. */
async function isHeld(lock: Lock, isAlive: (lock: Lock) => Promise<boolean>): Promise<boolean> {
  return lock.port === undefined ? lock.pid !== process.pid : isAlive(lock);
}

/** Records the port, so that other processes find the server. The next run uses a kept port again: queues have it in their URLs. */
export function recordPort(path: string, port: number, { isKept }: { readonly isKept: boolean }): void {
  if (isKept) writeFileSync(join(path, "port"), String(port));
  writeFileSync(lockFile(path), `${process.pid} ${port}`, { mode: 0o600 });
}

export function unlockFolder(path: string): void {
  rmSync(lockFile(path), { force: true });
}

function lockFile(path: string): string {
  return join(path, "lock");
}

function read(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process of another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
