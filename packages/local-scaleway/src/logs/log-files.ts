import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readSync, rmSync, statSync } from "node:fs";
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isJsonObject } from "../api/json";
import type { Entry, Labels } from "./entry";

const MAX_SEGMENT_BYTES = 1_000_000;
const MAX_SEGMENTS_PER_CONTAINER = 5;
const MAX_TOTAL_BYTES = 50_000_000;
const MAX_SEGMENTS = 500;
const MAX_HEADER_BYTES = 4096;
const TIME_DIGITS = 19;

/** A file with lines of one container: a header, and one line per entry. */
export interface Segment {
  readonly file: string;
  readonly labels: Labels;
  /** The time of the first entry. */
  readonly first: string;
  /** The time of the last entry; undefined until the file of a previous run is read. */
  last: string | undefined;
  bytes: number;
}

/** The files with the logs. The oldest segments are removed when a container, or all together, have too much. */
export class LogFiles {
  /** The oldest first. */
  private segments: Segment[] = [];
  private nextNumber = 1;

  constructor(private readonly path: string) {
    const files = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(path) : [];
    for (const file of files.filter((each) => /^\d{10}\.log$/.test(each)).sort()) {
      this.nextNumber = Number(file.slice(0, 10)) + 1;
      const segment = openSegment(join(path, file));
      if (segment !== undefined) this.segments.push(segment);
    }
  }

  /** The segments that contain entries of this time and of these labels, the oldest first. */
  public find(selects: (labels: Labels) => boolean, start: string, end: string): readonly Segment[] {
    const inTime = ({ first, last }: Segment) => first < end && (last === undefined || last >= start);
    return this.segments.filter((segment) => inTime(segment) && selects(segment.labels));
  }

  /** The labels of a container that has logs. */
  public labels(containerId: string): Labels | undefined {
    return this.newest(containerId)?.labels;
  }

  /** Appends entries of one container. Returns the number of entries that could not be written, for example to a full disk. */
  public async append(entries: readonly Entry[]): Promise<number> {
    let rest = entries;
    try {
      for (let [first] = rest; first !== undefined; [first] = rest) {
        rest = rest.slice(await this.appendTo(this.writable(first), rest));
      }
    } catch {
      // The disk is full, or somebody has removed the folder.
    }
    return rest.length;
  }

  /** The entries of a segment. Half a line, which a killed process leaves, is not one. */
  public async read(segment: Segment): Promise<Entry[]> {
    const lines = (await readIfExists(segment.file)).split("\n").slice(1);
    const isWhole = (line: string) => /^\d{19} \{/.test(line) && line.endsWith("}");
    const entries = lines.filter(isWhole).map((line) => ({
      labels: segment.labels,
      time: line.slice(0, TIME_DIGITS),
      line: line.slice(TIME_DIGITS + 1),
    }));
    segment.last ??= entries.at(-1)?.time ?? segment.first;
    return entries;
  }

  public clear(): void {
    this.segments = [];
    rmSync(this.path, { recursive: true, force: true });
  }

  private newest(containerId: string | undefined): Segment | undefined {
    return this.segments.findLast(({ labels }) => labels["resource_id"] === containerId);
  }

  /** The newest segment of the container, or a new one if the newest is full. */
  private writable({ labels, time }: Entry): Segment {
    const newest = this.newest(labels["resource_id"]);
    if (newest !== undefined && newest.bytes <= MAX_SEGMENT_BYTES) return newest;
    if (!existsSync(this.path)) mkdirSync(this.path, { mode: 0o700 });
    const file = join(this.path, `${String(this.nextNumber++).padStart(10, "0")}.log`);
    const segment: Segment = { file, labels, first: time, last: time, bytes: 0 };
    this.segments.push(segment);
    this.removeOldest();
    return segment;
  }

  /** Appends the first entries until the segment is full, and returns their number. */
  private async appendTo(segment: Segment, entries: readonly Entry[]): Promise<number> {
    const lines: string[] = [];
    let length = segment.bytes;
    for (const { time, line } of entries) {
      if (length > MAX_SEGMENT_BYTES) break;
      lines.push(`\n${time} ${line}`);
      length += line.length;
      // The line about dropped ones is newer than lines that were still pending.
      if (time > (segment.last ?? "")) segment.last = time;
    }
    const header = segment.bytes > 0 ? "" : JSON.stringify({ first: segment.first, labels: segment.labels });
    const text = header + lines.join("");
    try {
      await appendFile(segment.file, text, { mode: 0o600 });
    } catch (error) {
      if (segment.bytes === 0 || !existsSync(segment.file)) this.remove(segment);
      throw error;
    }
    segment.bytes += Buffer.byteLength(text);
    return lines.length;
  }

  private removeOldest(): void {
    const id = this.segments.at(-1)?.labels["resource_id"];
    const own = this.segments.filter(({ labels }) => labels["resource_id"] === id);
    for (const segment of own.slice(0, -MAX_SEGMENTS_PER_CONTAINER)) this.remove(segment);
    let total = this.segments.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const segment of this.segments.slice(0, -1)) {
      if (this.segments.length <= MAX_SEGMENTS && total <= MAX_TOTAL_BYTES) break;
      total -= segment.bytes;
      this.remove(segment);
    }
  }

  private remove(segment: Segment): void {
    this.segments = this.segments.filter((each) => each !== segment);
    rmSync(segment.file, { force: true });
  }
}

/** A segment of a previous run; undefined if its process was killed before it wrote the header. */
function openSegment(file: string): Segment | undefined {
  const header = Buffer.alloc(MAX_HEADER_BYTES);
  const descriptor = openSync(file, "r");
  const length = readSync(descriptor, header, 0, MAX_HEADER_BYTES, 0);
  closeSync(descriptor);
  const value = parse(header.toString("utf8", 0, length).split("\n", 1)[0] ?? "");
  if (!isJsonObject(value) || typeof value["first"] !== "string" || !isJsonObject(value["labels"])) return undefined;
  // Only this class writes the files.
  const labels = value["labels"] as Labels;
  return { file, labels, first: value["first"], last: undefined, bytes: statSync(file).size };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readIfExists(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    // A newer line has taken its place.
    return "";
  }
}
