import { existsSync, readFileSync } from "node:fs";
import type { ValidationIssue } from "../base/errors";
import { writeFile } from "../base/files";
import { formatLock, type ImageLock } from "../images/lock-file";

/** An image of the lock after a run. */
export interface ImageStatus {
  readonly reference: string;
  readonly status: "new" | "same" | "moved" | "rolled back" | "lost";
  /** The previous digest and the current one, or only the current one. */
  readonly digests: readonly string[];
  readonly compressedSizeBytes?: number | undefined;
}

/** A new content of the lock, which is not written yet. */
export interface LockUpdate {
  readonly lock: ImageLock;
  readonly images: readonly ImageStatus[];
  /** If there are errors, the lock must not be written. */
  readonly errors: readonly ValidationIssue[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/** @returns whether the content of the file has changed */
export function writeLock(lockFile: string, lock: ImageLock): boolean {
  if (isFormatted(lockFile, lock)) return false;
  writeFile(lockFile, formatLock(lock));
  return true;
}

/** Whether the file contains exactly this lock, byte for byte. */
export function isFormatted(lockFile: string, lock: ImageLock): boolean {
  return existsSync(lockFile) && readFileSync(lockFile, "utf8") === formatLock(lock);
}
