import { ValidationError } from "../base/errors";
import { isSystemError, systemProblem } from "../base/files";
import { count } from "../base/text";
import { ScalewayApiError } from "../scaleway-api/api-error";
import { LogError } from "./logs/log-error";
import { EXIT, printIssue, printMessage, type Io } from "./io";

/** Runs a command, prints its errors, and returns its exit code. Unexpected errors are thrown. */
export async function runCommand(command: () => Promise<number>, io: Io): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (error instanceof ValidationError) {
      for (const issue of error.issues) printIssue("error", issue, io, issue.code);
      io.stderr(`Found ${count(error.issues.length, "error")}. Nothing was written.\n`);
      return EXIT.badInput;
    }
    if (error instanceof LogError || error instanceof ScalewayApiError) {
      printMessage("error", error.message, io, `error[${error.code}]`);
      return EXIT.failure;
    }
    if (isSystemError(error)) {
      printMessage("error", `${error.path ?? error.syscall ?? "system"}: ${systemProblem(error)}`, io);
      return EXIT.failure;
    }
    throw error;
  } finally {
    io.showProgress?.("");
  }
}
