import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { printable } from "./text";

/** Reports a file or directory that cannot be written. The message contains the path, the reason and the remedy. */
export class FileError extends Error {
  public override readonly name = "FileError";

  constructor(path: string, problem: string) {
    super(`${printable(path)}: ${problem}`);
  }
}

/**
 * Writes a text to the file that a path or its symbolic link leads to. A regular file is replaced atomically and keeps
 * its mode; everything else, such as a pipe or `/dev/null`, is written in place.
 * @param mode the permissions of a regular file; by default those of the replaced file, or of a new file
 * @throws FileError if the path is a directory or a broken link, or if its directory is missing or not writable
 */
export function writeFile(path: string, text: string, mode?: number): void {
  withFileErrors(path, () => {
    const target = statSync(path, { throwIfNoEntry: false });
    if (/[/\\]$/.test(path) || target?.isDirectory() === true) {
      throw new FileError(path, "is a directory. Pass the path of a file.");
    }
    if (target === undefined) {
      refuseMissingParent(path);
      replaceFile(path, text, mode);
    } else if (target.isFile()) replaceFile(realpathSync(path), text, mode);
    else writeInPlace(path, text);
  });
}

/**
 * Replaces a file atomically. A symbolic link is replaced too, and its target stays as it is.
 * @param mode the permissions; by default those of the replaced file, or of a new file
 */
export function replaceFile(path: string, text: string, mode = modeOf(path)): void {
  // The random name cannot be the leftover of a killed run, and nobody can place a link there in advance.
  const temporary = join(dirname(path), `.${randomBytes(8).toString("hex")}.tmp`);
  try {
    // The file is private until it is complete, because it may contain secrets.
    writeFileSync(temporary, text, { flag: "wx", ...(mode !== undefined && { mode: 0o600 }) });
    if (mode !== undefined) chmodSync(temporary, mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function modeOf(path: string): number | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true ? stats.mode & 0o7777 : undefined;
}

/** Opens the target without creating or truncating it, so that no file replaces a device or a pipe that has disappeared. */
function writeInPlace(path: string, text: string): void {
  const descriptor = openSync(path, constants.O_WRONLY);
  try {
    writeFileSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}

function refuseMissingParent(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw new FileError(path, "is a symbolic link to a missing file. Remove the link, or create its target.");
  }
  const parent = dirname(path);
  const stats = statSync(parent, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new FileError(
      path,
      `the directory ${printable(parent)} does not exist. Create it first, or choose another path.`,
    );
  }
  if (!stats.isDirectory()) throw new FileError(path, `${printable(parent)} is not a directory. Choose another path.`);
}

/**
 * Creates a directory and its missing parents.
 * @returns the first directory that was created, or nothing if all exist
 * @throws FileError if one of them is not a directory or cannot be created
 */
export function makeDirectory(path: string): string | undefined {
  return withFileErrors(path, () => makeMissing(resolve(path)));
}

/** Creates one level at a time, because Node's recursive mkdir never returns below `/proc`. */
function makeMissing(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return undefined;
  if (stats !== undefined) throw new FileError(path, "is not a directory. Choose another path.");
  const first = makeMissing(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (first !== undefined) rmSync(first, { recursive: true });
    throw error;
  }
  return first ?? path;
}

/** Calls a function; an error of the file system becomes a FileError. */
function withFileErrors<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (isSystemError(error)) throw new FileError(path, systemProblem(error));
    throw error;
  }
}

/** Whether an error comes from a call of the operating system. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === "object" && error !== null && "syscall" in error;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: "permission denied. Check the permissions of the file and its directory.",
  EPERM: "permission denied. Check the permissions of the file and its directory.",
  EROFS: "the file system is read-only. Choose another path.",
  ENOSPC: "no space left on the device. Free some, and run the command again.",
  ENOTDIR: "a part of the path is not a directory. Choose another path.",
  EISDIR: "is a directory. Pass the path of a file.",
  ELOOP: "too many symbolic links. Remove the loop, or choose another path.",
  ENAMETOOLONG: "the name is too long. Choose a shorter one.",
};

/** The reason why a call of the operating system failed, and what to do. */
export function systemProblem({ code = "", syscall, message }: NodeJS.ErrnoException): string {
  return PROBLEMS[code] ?? `cannot be used (${syscall}: ${code || message}). Choose another path.`;
}
