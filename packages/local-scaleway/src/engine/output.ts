import type { OutputLine } from "./engine";

const NEWLINE = 0x0a;
const MAX_LINE_BYTES = 65_536;
/** More output in one second is dropped. Scaleway keeps 30 000 lines a minute of a project. */
export const MAX_PER_SECOND = { lines: 10_000, bytes: 4_194_304 } as const;
const SECOND_MS = 1000;
const HEADER_BYTES = 8;
const STDERR = 2;

/** The output of an instance, in the frames of Docker's API, as lines. It needs bounded memory and little time for any output. */
export class Output {
  private readonly splitters = { stdout: new LineSplitter(), stderr: new LineSplitter() };
  private readonly header = Buffer.alloc(HEADER_BYTES);
  private headerBytes = 0;
  private frame: { stream: OutputLine["stream"]; bytes: number } = { stream: "stdout", bytes: 0 };
  private second: { timer: NodeJS.Timeout; lines: number; bytes: number; droppedBytes: number } | undefined;

  constructor(private readonly onLine: (line: OutputLine) => void) {}

  /** Reads a new connection from its start: the previous one may have ended within a frame. */
  public restart(): void {
    this.headerBytes = 0;
    this.frame = { stream: "stdout", bytes: 0 };
  }

  public write(chunk: Buffer): void {
    for (let offset = 0; offset < chunk.length;) {
      const isHeader = this.frame.bytes === 0;
      const size = isHeader ? HEADER_BYTES - this.headerBytes : this.frame.bytes;
      const part = chunk.subarray(offset, offset + size);
      offset += part.length;
      if (isHeader) this.readHeader(part);
      else {
        this.frame.bytes -= part.length;
        this.read(part, this.frame.stream);
      }
    }
  }

  /** Passes on what has no newline at its end. */
  public end(): void {
    this.endSecond();
    for (const stream of ["stdout", "stderr"] as const) this.emit(this.splitters[stream].end(), stream);
  }

  private readHeader(part: Buffer): void {
    part.copy(this.header, this.headerBytes);
    this.headerBytes += part.length;
    if (this.headerBytes < HEADER_BYTES) return;
    this.headerBytes = 0;
    this.frame = { stream: this.header[0] === STDERR ? "stderr" : "stdout", bytes: this.header.readUInt32BE(4) };
  }

  private read(bytes: Buffer, stream: OutputLine["stream"]): void {
    const second = (this.second ??= {
      timer: setTimeout(() => {
        this.endSecond();
      }, SECOND_MS).unref(),
      lines: 0,
      bytes: 0,
      droppedBytes: 0,
    });
    if (second.lines >= MAX_PER_SECOND.lines || second.bytes >= MAX_PER_SECOND.bytes) {
      second.droppedBytes += bytes.length;
      this.splitters[stream].skip(bytes);
      return;
    }
    const lines = this.splitters[stream].split(bytes);
    second.bytes += bytes.length;
    second.lines += lines.length;
    this.emit(lines, stream);
  }

  private endSecond(): void {
    if (this.second === undefined) return;
    const { timer, droppedBytes } = this.second;
    clearTimeout(timer);
    this.second = undefined;
    if (droppedBytes > 0) this.emit([`(dropped ${droppedBytes} bytes: more than ${limits()} in a second)`], "stderr");
  }

  private emit(lines: readonly string[], stream: OutputLine["stream"]): void {
    const time = Date.now();
    for (const text of lines) this.onLine({ text, stream, time });
  }
}

function limits(): string {
  return `${MAX_PER_SECOND.lines} lines or ${MAX_PER_SECOND.bytes} bytes`;
}

/** Splits bytes into lines, and cuts long ones. */
class LineSplitter {
  private parts: Buffer[] = [];
  private bytes = 0;
  private isCut = false;
  /** Whether the rest of a line is not read, because its start was skipped. */
  private isSkipping = false;

  public split(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.add(chunk.subarray(start, end));
      if (this.isSkipping) this.isSkipping = false;
      else lines.push(this.take());
      start = end + 1;
    }
    this.add(chunk.subarray(start));
    return lines;
  }

  public skip(chunk: Buffer): void {
    this.take();
    this.isSkipping = chunk.at(-1) !== NEWLINE;
  }

  /** The last line, if it has no newline. */
  public end(): string[] {
    return this.bytes === 0 ? [] : [this.take()];
  }

  private add(part: Buffer): void {
    if (this.isSkipping || part.length === 0) return;
    const kept = part.subarray(0, MAX_LINE_BYTES - this.bytes);
    this.isCut ||= kept.length < part.length;
    if (kept.length === 0) return;
    this.parts.push(kept);
    this.bytes += kept.length;
  }

  private take(): string {
    const text = Buffer.concat(this.parts).toString();
    const line = this.isCut ? `${text}…` : text.replace(/\r$/, "");
    this.parts = [];
    this.bytes = 0;
    this.isCut = false;
    return line;
  }
}
