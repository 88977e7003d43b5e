import { styleText } from "node:util";
import { printable } from "../base/errors";

/** What the exit code says. */
export const EXIT = { ok: 0, failure: 1, badInput: 2, risk: 3 } as const;

/** What a command reads from and writes to. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Writes what the command is for, warnings included. */
  readonly out: (text: string) => void;
  /** Writes why it failed. */
  readonly tell: (text: string) => void;
  /** Whether colours are wanted there. */
  readonly colors: { readonly out: boolean; readonly tell: boolean };
  /** Of the terminal, in characters; missing where there is none. */
  readonly width?: number;
  /** Shows how far it is, in place of what it showed before, or nothing; missing where no terminal is. */
  readonly progress?: (text: string) => void;
}

type Style = Parameters<typeof styleText>[0];

export function styled(isColored: boolean, style: Style, text: string): string {
  return isColored ? styleText(style, text, { validateStream: false }) : text;
}

const COLORS = { error: "red", warning: "yellow", note: "cyan" } as const;

/** An error goes where errors are read, all else beside what is written. */
export function tellLine(word: keyof typeof COLORS, text: string, { out, tell, colors }: Io): void {
  const [write, isColored] = word === "error" ? [tell, colors.tell] : [out, colors.out];
  write(`${styled(isColored, COLORS[word], word)}: ${printable(text)}\n`);
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** All of a stream, or a little more than it may have: that is refused, however much it is. */
export async function readAll(stream: AsyncIterable<Uint8Array>, most = Infinity): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) break;
  }
  return Buffer.concat(chunks);
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
    ...(stdout.isTTY && { width: stdout.columns }),
    ...(stderr.isTTY && {
      progress: (text: string) => {
        stderr.write(`\r\u001b[K${text}`);
      },
    }),
  };
}

/** A terminal that has colours, and no NO_COLOR or NODE_DISABLE_COLORS that asks for none. */
export function hasColors(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && stream.hasColors(process.env);
}
