import { ValidationError } from "../../base/errors";
import { printable } from "../../base/text";
import { DEFAULT_LOCK_FILE } from "../../facts/image-facts";
import { readLock } from "../../images/lock-file";
import { readProjectFile } from "../../manifest/project-file";
import { statusOf } from "../../status/status";
import { statusText } from "../../status/text-report";
import type { StatusOptions } from "../arguments/status";
import { EXIT, type Io } from "../io";

const PROGRESS_AFTER_MS = 2000;

/** Prints the status of deployed containers. */
export async function status(stacks: readonly string[], options: StatusOptions, io: Io): Promise<number> {
  const lockFile = options.lockFile ?? readProjectFile()?.settings.lockFile ?? DEFAULT_LOCK_FILE;
  const lock = readLock(lockFile);
  if (lock === undefined && options.lockFile !== undefined) throw missingLock(lockFile);
  const report = await withProgress(io, (onProgress) =>
    statusOf({ ...options, stacks, lock, onProgress, now: new Date() }),
  );
  const { width, colors } = io;
  io.stdout(
    options.json === true
      ? `${JSON.stringify(report, undefined, 2)}\n`
      : statusText(report, {
          width,
          hasColors: colors.stdout,
          localZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
          lockFile: printable(lockFile),
        }),
  );
  return report.isReady ? EXIT.ok : EXIT.failure;
}

function missingLock(file: string): ValidationError {
  const message = "does not exist. Pass another lock file, or run npx scw-containers lock.";
  return new ValidationError("status", [{ code: "file-not-found", file, path: "", message }]);
}

/** Displays the progress of work that takes longer. */
async function withProgress<Result>(
  { showProgress }: Io,
  work: (onProgress: (text: string) => void) => Promise<Result>,
): Promise<Result> {
  const start = Date.now();
  const isLong = () => Date.now() - start >= PROGRESS_AFTER_MS;
  try {
    return await work((text) => {
      if (isLong()) showProgress?.(text);
    });
  } finally {
    if (isLong()) showProgress?.("");
  }
}
