import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "../../base/files";
import { printable } from "../../base/errors";
import { BYTES_PER_MB } from "../../facts/limits";
import { formatLock, type ImageLock } from "../../images/lock-file";
import { EXIT, count, type Io } from "../io";

/** Writes the lock, where it is another one than before. */
export function writeLock(lockFile: string, lock: ImageLock, { out }: Io): number {
  const images = count(Object.keys(lock).length, "image");
  if (isAsWritten(lockFile, lock)) out(`${lockFile} stays as it is: ${images}.\n`);
  else {
    writeFile(lockFile, formatLock(lock));
    out(`Wrote ${lockFile}: ${images}.\n`);
  }
  return EXIT.ok;
}

/** Whether the file is byte for byte what this lock is written as. */
export function isAsWritten(lockFile: string, lock: ImageLock): boolean {
  return existsSync(lockFile) && readFileSync(lockFile, "utf8") === formatLock(lock);
}

interface Line {
  readonly reference: string;
  readonly status: string;
  /** Before and now, or now alone. */
  readonly digests: readonly string[];
  readonly sizeBytes?: number;
}

export function writeLine({ reference, status, digests, sizeBytes }: Line, { out }: Io): void {
  const size =
    sizeBytes === undefined
      ? []
      : [sizeBytes < BYTES_PER_MB ? "under 1 MB" : `${Math.ceil(sizeBytes / BYTES_PER_MB)} MB`];
  out(`${printable([status.padEnd(11), reference, digests.map(shortDigest).join(" → "), ...size].join("  "))}\n`);
}

/** As much of a digest as a person compares. */
export function shortDigest(digest: string): string {
  return digest.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/, "$1…");
}

/** As much of one as tells it from others, to be written into a command. */
export function digestStart(digest: string): string {
  return digest.slice("sha256:".length).slice(0, 12);
}
