import { run } from "../../lib/cli/program";

/** The errors, warnings or notes that a command has printed, with their codes. */
export function printed(
  level: "error" | "warning" | "note",
  output: string,
): { code: string | undefined; text: string }[] {
  const lines = output.matchAll(new RegExp(`^${level}(?:\\[([\\w-]+)\\])?: (.*)$`, "gm"));
  return Array.from(lines, ([, code, text = ""]) => ({ code, text }));
}

export function printedErrors(err: string): { code: string | undefined; text: string }[] {
  return printed("error", err);
}

/** Runs scw-containers in this process: its exit code, and what it prints. */
export async function runCli(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return runCliWith({}, ...args);
}

export async function runCliWith(
  {
    stdin = "",
    colors = false,
    width,
    progress,
  }: {
    readonly stdin?: string | Uint8Array;
    readonly colors?: boolean;
    readonly width?: number;
    readonly progress?: (text: string) => void;
  },
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const code = await run(args, {
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream, as process.stdin is one
    stdin: (async function* () {
      yield Buffer.from(stdin);
    })(),
    stdout: (text) => (out += text),
    stderr: (text) => (err += text),
    colors: { stdout: colors, stderr: colors },
    ...(width !== undefined && { width }),
    ...(progress !== undefined && { showProgress: progress }),
  });
  return { code, out, err };
}
