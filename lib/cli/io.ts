import { styleText } from "node:util";

/** What the exit code says. */
export const EXIT = { ok: 0, failure: 1, badInput: 2 } as const;

/** What a command reads from and writes to. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Writes what the command is for, warnings included. */
  readonly out: (text: string) => void;
  /** Writes why it failed. */
  readonly tell: (text: string) => void;
  /** Whether colours are wanted there. */
  readonly colors: { readonly out: boolean; readonly tell: boolean };
}

type Style = Parameters<typeof styleText>[0];

export function styled(isColored: boolean, style: Style, text: string): string {
  return isColored ? styleText(style, text, { validateStream: false }) : text;
}

/** The streams of this process. */
export function processIo(): Io {
  const { stdin, stdout, stderr } = process;
  for (const stream of [stdout, stderr]) {
    // The reader of a pipe may leave before all is written, as head does.
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") return;
      stderr.write(`error: cannot write: ${error.message}\n`);
      process.exit(EXIT.failure);
    });
  }
  return {
    stdin,
    out: (text) => {
      stdout.write(text);
    },
    tell: (text) => {
      stderr.write(text);
    },
    colors: { out: hasColors(stdout), tell: hasColors(stderr) },
  };
}

/** A terminal that has colours, and no NO_COLOR or NODE_DISABLE_COLORS that asks for none. */
export function hasColors(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && stream.hasColors(process.env);
}
