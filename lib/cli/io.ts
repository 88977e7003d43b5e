import { styleText } from "node:util";
import { issueLine, type ValidationIssue } from "../base/errors";
import { printable } from "../base/text";
import { hasProgress, ProgressLine } from "./progress";

/** The exit codes of all commands. */
export const EXIT = { ok: 0, failure: 1, badInput: 2, risk: 3 } as const;

/** The streams of a command. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Prints results and warnings. */
  readonly stdout: (text: string) => void;
  /** Waits until the reader of stdout has caught up; false if the reader has exited. Missing if nobody can exit. */
  readonly caughtUp?: () => Promise<boolean>;
  /** Prints errors. */
  readonly stderr: (text: string) => void;
  /** Whether each stream is printed in colors. */
  readonly colors: { readonly stdout: boolean; readonly stderr: boolean };
  /** The width of the terminal in characters; missing if stdout is not a terminal. */
  readonly width?: number;
  /**
   * Replaces the text of the progress line, such as `Reading 34 of 120 images`; the empty text ends it. The line appears after
   * two seconds, with the time since the first text, and other output removes it. Call it before work that blocks, too.
   * Missing if stderr is not a terminal, and in CI.
   */
  readonly showProgress?: (text: string) => void;
}

type Style = Parameters<typeof styleText>[0];

export function styled(isColored: boolean, style: Style, text: string): string {
  return isColored ? styleText(style, text, { validateStream: false }) : text;
}

const COLORS = { error: "red", warning: "yellow", note: "cyan" } as const;
export type Level = keyof typeof COLORS;

/** Prints one line: an error to stderr, everything else to stdout. */
export function printMessage(level: Level, text: string, io: Io, label: string = level): void {
  const [write, isColored] = level === "error" ? [io.stderr, io.colors.stderr] : [io.stdout, io.colors.stdout];
  write(`${styled(isColored, COLORS[level], label)}: ${printable(text)}\n`);
}

/** Prints an error with its code, or a warning with its ID: `error[tag-moved]: …`. */
export function printIssue(level: Level, issue: Omit<ValidationIssue, "code">, io: Io, code?: string): void {
  printMessage(level, issueLine(issue), io, code === undefined ? level : `${level}[${code}]`);
}

/** Prints results to stderr: stdout is the output of another program. */
export function onStderr({ stderr, colors, ...io }: Io): Io {
  return { ...io, stderr, stdout: stderr, colors: { ...colors, stdout: colors.stderr } };
}

/** Reads a whole stream, or slightly more than the limit: larger input is rejected, however large it is. */
export async function readAll(stream: AsyncIterable<Uint8Array>, maxBytes = Infinity): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) break;
  }
  return Buffer.concat(chunks);
}

/** The streams of this process. */
export function processIo(): Io {
  const { stdin, stdout, stderr } = process;
  const progress = hasProgress(stderr, process.env) ? new ProgressLine(stderr) : undefined;
  let hasReader = true;
  for (const stream of [stdout, stderr]) {
    // The reader of a pipe may exit early, for example `head`.
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") {
        if (stream === stdout) hasReader = false;
        stream.emit("drain");
        return;
      }
      stderr.write(`error: cannot write to the output: ${error.message}\n`);
      process.exit(EXIT.failure);
    });
  }
  return {
    stdin,
    stdout: (text) => {
      progress?.hide();
      stdout.write(text);
    },
    caughtUp: async () => {
      if (hasReader && stdout.writableNeedDrain) await new Promise((resolve) => stdout.once("drain", resolve));
      return hasReader;
    },
    stderr: (text) => {
      progress?.hide();
      stderr.write(text);
    },
    colors: { stdout: hasColors(stdout), stderr: hasColors(stderr) },
    ...(stdout.isTTY && { width: stdout.columns }),
    ...(progress !== undefined && {
      showProgress: (text: string) => {
        progress.show(text);
      },
    }),
  };
}

/** Whether the stream is a terminal with colors, and neither NO_COLOR nor NODE_DISABLE_COLORS is set. */
export function hasColors(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && stream.hasColors(process.env);
}
