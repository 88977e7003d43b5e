import { ValidationError } from "../../base/errors";
import { printable } from "../../base/text";
import { DEFAULT_LOCK_FILE } from "../../facts/image-facts";
import { readLock } from "../../images/lock-file";
import { readProjectFile } from "../../manifest/project-file";
import { statusOf } from "../../status/status";
import { statusText } from "../../status/text-report";
import type { StatusOptions } from "../arguments/status";
import { EXIT, type Io } from "../io";

/** Prints the status of deployed containers. */
export async function status(stacks: readonly string[], options: StatusOptions, io: Io): Promise<number> {
  const lockFile = options.lockFile ?? readProjectFile()?.settings.lockFile ?? DEFAULT_LOCK_FILE;
  const lock = readLock(lockFile);
  if (lock === undefined && options.lockFile !== undefined) throw missingLock(lockFile);
  const { width, colors, showProgress } = io;
  const report = await statusOf({ ...options, stacks, lock, showProgress, now: new Date() });
  io.stdout(
    options.json === true
      ? // The escapes of printable texts are those of JSON.
        `${JSON.stringify(report, undefined, 2).split("\n").map(printable).join("\n")}\n`
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
