import { spawn } from "node:child_process";
import { constants } from "node:os";
import { printMessage, type Io } from "./io";

export const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export const NOT_FOUND = 127;
/** The exit codes of a shell. */
const START_ERRORS: Readonly<Record<string, readonly [code: number, reason: string]>> = {
  ENOENT: [NOT_FOUND, "command not found"],
  EACCES: [126, "permission denied"],
};
/** A higher exit code means that the program could not start, or that a signal has ended it. */
export const MAX_FAILURE = 125;
const KILLED = 128;

/**
 * Runs a program with the terminal of this process, and returns its exit code, as a shell does. It gets the signals of this process.
 */
export function runProgram(
  [program = "", ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  io: Io,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit", env });
    const forward = (signal: NodeJS.Signals) => child.kill(signal);
    // A terminal sends its signals to both processes, and Terraform gives up at a second Ctrl-C.
    const isFromTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
    const listener = (signal: NodeJS.Signals) => (isFromTerminal && signal !== "SIGTERM" ? true : forward(signal));
    for (const signal of STOP_SIGNALS) process.on(signal, listener);
    const end = () => {
      for (const signal of STOP_SIGNALS) process.off(signal, listener);
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      end();
      const [code, reason] = START_ERRORS[error.code ?? ""] ?? [];
      if (code === undefined) {
        reject(error);
        return;
      }
      printMessage("error", `${program}: ${reason}`, io);
      resolve(code);
    });
    child.once("exit", (code, signal) => {
      end();
      resolve(code ?? KILLED + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
