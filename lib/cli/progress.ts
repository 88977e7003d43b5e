import { printable } from "../base/text";

/** Quick commands print no progress. */
const DELAY_MS = 2000;
const REDRAW_MS = 200;
const DEFAULT_COLUMNS = 80;
const CLEAR_LINE = "\r\u001b[K";

/** The part of a terminal that a progress line uses. */
export interface Terminal {
  /** The width in characters; undefined or 0 if it is not known. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** One line on a terminal that says how far a command is, such as `Reading 34 of 120 images… 12 s`. */
export class ProgressLine {
  #text = "";
  #startedAt: number | undefined;
  #drawnAt = 0;
  #drawn = "";
  #timer: NodeJS.Timeout | undefined;
  #hasOtherHandler = false;

  /** @param now the time in milliseconds, of any origin */
  constructor(
    private readonly terminal: Terminal,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Replaces the text. The empty text ends the progress: the next text starts with a new time. */
  public show(text: string): void {
    process.off("SIGINT", this.#interrupt);
    if (text === "") {
      this.hide();
      clearInterval(this.#timer);
      this.#startedAt = this.#timer = undefined;
      return;
    }
    this.#text = printable(text);
    this.#startedAt ??= this.now();
    this.#timer ??= setInterval(() => {
      this.#draw();
      // Only while the event loop turns: a handler would delay Ctrl-C until the end of blocking work.
      process.off("SIGINT", this.#interrupt);
      // Counted now: a handler for one signal is gone when this one runs.
      this.#hasOtherHandler = process.listenerCount("SIGINT") > 0;
      if (this.#drawn !== "") process.once("SIGINT", this.#interrupt);
    }, REDRAW_MS).unref();
    this.#draw();
  }

  /** Removes the line before other output. It appears again with its next change. */
  public hide(): void {
    if (this.#drawn === "") return;
    this.terminal.write(CLEAR_LINE);
    this.#drawn = "";
    this.#drawnAt = this.now();
  }

  #draw(): void {
    const now = this.now();
    const elapsedMs = now - (this.#startedAt ?? now);
    if (elapsedMs < DELAY_MS || now - this.#drawnAt < REDRAW_MS) return;
    const time = `… ${Math.floor(elapsedMs / 1000)} s`;
    // A full line would wrap, and only its last part would be replaced.
    const { columns = 0 } = this.terminal;
    const width = (columns > 0 ? columns : DEFAULT_COLUMNS) - 1;
    const line = `${this.#text.slice(0, Math.max(0, width - time.length))}${time}`.slice(0, width);
    if (line === this.#drawn) return;
    this.terminal.write(`\r${line}\u001b[K`);
    this.#drawn = line;
    this.#drawnAt = now;
  }

  readonly #interrupt = (): void => {
    this.hide();
    if (!this.#hasOtherHandler) process.kill(process.pid, "SIGINT");
  };
}

/** Whether a progress line can be drawn: on a terminal of a person. */
export function hasProgress({ isTTY }: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean {
  const { CI: ci = "", TERM: terminal } = environment;
  return isTTY === true && terminal !== "dumb" && ["", "0", "false"].includes(ci);
}
