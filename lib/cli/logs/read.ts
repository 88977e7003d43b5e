import { setTimeout as wait } from "node:timers/promises";
import type { LogEntry, LogQuery } from "./loki";

const PAGE_LINES = 1000;
const POLL_MS = 500;
/** Lines become visible this long after their time, or earlier. */
const MAX_DELAY_NS = 10_000_000_000n;

/** The lines that are asked for. */
export interface LogRequest {
  /** The stream selector, such as `{resource_id="…"}`. */
  readonly selector: string;
  /** The first time in nanoseconds; by default the last 1000 lines. */
  readonly since?: bigint;
  /** The first time at all in nanoseconds. */
  readonly earliest: bigint;
  /** Keeps only lines whose message contains this text. */
  readonly grep?: string;
}

/** Queries lines, the oldest first. */
export type Query = (query: LogQuery) => Promise<readonly LogEntry[]>;

/** Reads lines, and after them new lines if a signal is passed, until it is aborted. */
export async function* readLogs(request: LogRequest, query: Query, signal?: AbortSignal): AsyncGenerator<LogEntry[]> {
  const { selector, since, earliest, grep } = request;
  const text = grep === undefined ? selector : `${selector} |= ${JSON.stringify(plainPart(grep))}`;
  // The part that is asked for is shorter than the text if the text has characters that JSON escapes.
  const matching = (page: readonly LogEntry[]) => page.filter(({ message }) => message.includes(grep ?? ""));
  const cursor = new Cursor(since ?? earliest);
  if (since === undefined) {
    const last = await query({ query: text, start: earliest, limit: PAGE_LINES, direction: "backward" });
    yield matching(cursor.next(last));
  }
  for (let isFirst = since !== undefined; isFirst || signal?.aborted === false; isFirst = false) {
    const now = BigInt(Date.now()) * 1_000_000n;
    for (let isFull = true; isFull && signal?.aborted !== true;) {
      const page = await query({ query: text, start: cursor.start, limit: PAGE_LINES, direction: "forward" });
      isFull = page.length >= PAGE_LINES;
      yield matching(cursor.next(page, isFull));
    }
    cursor.skipTo(now - MAX_DELAY_NS);
    if (signal !== undefined) await wait(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** The longest part of a text that JSON does not escape. */
function plainPart(text: string): string {
  return text
    .split(/[^\w .,:;@/()[\]{}*+=-]/)
    .reduce((longest, part) => (part.length > longest.length ? part : longest), "");
}

/** The place in the logs after the lines that were read. Several lines can have the same time. */
class Cursor {
  private seen = new Set<string>();

  constructor(public start: bigint) {}

  /** The lines of a page that were not in the pages before. */
  public next(page: readonly LogEntry[], isFull = false): LogEntry[] {
    const fresh = page.filter((entry) => !this.seen.has(identity(entry)));
    const last = page.at(-1)?.time ?? this.start;
    // More lines than a page have the same time.
    this.start = isFull && fresh.length === 0 ? last + 1n : last > this.start ? last : this.start;
    this.seen = new Set(page.filter(({ time }) => time >= this.start).map(identity));
    return fresh;
  }

  /** Moves forward to a time before which no new lines appear. */
  public skipTo(time: bigint): void {
    if (time > this.start) this.start = time;
  }
}

function identity({ time, containerId, instance, message }: LogEntry): string {
  return JSON.stringify([String(time), containerId, instance, message]);
}
