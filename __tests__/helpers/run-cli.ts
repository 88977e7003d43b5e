import { run } from "../../lib/cli/program";

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
    out: (text) => (out += text),
    tell: (text) => (err += text),
    colors: { out: colors, tell: colors },
    ...(width !== undefined && { width }),
    ...(progress !== undefined && { progress }),
  });
  return { code, out, err };
}
