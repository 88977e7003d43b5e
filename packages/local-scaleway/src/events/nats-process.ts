import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const PROGRAM = "nats-server";
/**
 * Runs the server with the configuration until standard input ends: also a killed parent ends it. The exit code is that of the
 * server.
 */
export const SCRIPT = `
exec 3<&0
"$0" -c "$1" 3<&- </dev/null &
server=$!
{ cat <&3 >/dev/null; kill "$server"; } 2>/dev/null &
guard=$!
exec 3<&-
wait "$server"
code=$?
kill "$guard" 2>/dev/null
exit "$code"
`;
const KILL_AFTER_MS = 5000;
const MAX_MESSAGE_LENGTH = 300;

/** A NATS server that runs. */
export interface NatsProcess {
  /** Ends with the last message of the server when it ends. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

/** The path of the program in PATH; undefined if it is not installed. */
export function findNatsProgram(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, PROGRAM)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts the program. It has a process group of its own, so that Ctrl-C reaches only its parent. */
export function startNatsProcess(program: string, configurationFile: string): NatsProcess {
  const child = spawn("/bin/sh", ["-c", SCRIPT, program, configurationFile], {
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
  });
  let message = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    message = lastLine(text) ?? message;
  });
  child.stdin.on("error", () => undefined);
  const exited = new Promise<string>((resolve) => {
    child.once("error", ({ message: reason }) => {
      resolve(reason);
    });
    child.once("exit", () => {
      resolve(message);
    });
  });
  return {
    exited,
    stop: async () => {
      child.stdin.destroy();
      const timer = setTimeout(() => {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      }, KILL_AFTER_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

function lastLine(text: string): string | undefined {
  return text.trim().split("\n").at(-1)?.slice(0, MAX_MESSAGE_LENGTH);
}
