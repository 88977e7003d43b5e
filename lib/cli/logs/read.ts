import { setTimeout as wait } from "node:timers/promises";
import type { LogEntry, LogQuery } from "./loki";

/** The lines that are printed without `--tail` and `--since`. */
export const DEFAULT_TAIL = 1000;
const PAGE_LINES = 1000;
/** Lines of several instances arrive out of order, up to so much later than others. */
const MAX_DELAY_NS = 10_000_000_000n;
/** The clock of the server may be ahead of this one, or behind it. */
const MAX_CLOCK_DIFFERENCE_NS = 300_000_000_000n;

/** The lines that are asked for. */
export interface LogRequest {
  /** The stream selector, such as `{resource_id="…"}`. */
  readonly selector: string;
  /** The first time in nanoseconds. */
  readonly since?: bigint;
  /** The number of the last lines that are read first. @default - all lines with `since`, otherwise 1000 */
  readonly tail?: number;
  /** Keeps only lines whose message contains this text. */
  readonly grep?: string;
  /** The longest range of a query in nanoseconds. @default - no limit */
  readonly maxRange?: bigint;
  /** The time between two queries for new lines, in milliseconds. */
  readonly pollMs: number;
}

/** Queries lines, the oldest first. */
export type Query = (query: LogQuery) => Promise<readonly LogEntry[]>;

/** Reads lines, and after them new lines if a signal is passed, until it is aborted. */
export async function* readLogs(request: LogRequest, query: Query, signal?: AbortSignal): AsyncGenerator<LogEntry[]> {
  const { since, tail = since === undefined ? DEFAULT_TAIL : undefined, grep = "", pollMs } = request;
  const reader = new Reader(request, query, signal);
  // The part that is asked for is shorter than the text if the text has characters that JSON escapes.
  const matching = (page: readonly LogEntry[]) => page.filter(({ message }) => message.includes(grep));
  if (tail === undefined) for await (const page of reader.newLines()) yield matching(page);
  else yield matching(await reader.lastLines(tail));
  while (signal?.aborted === false) {
    await wait(pollMs, undefined, { signal }).catch(() => undefined);
    for await (const page of reader.newLines()) yield matching(page);
  }
}

/** Reads each line once. Several lines can have the same time, and lines may become visible after later ones. */
class Reader {
  /** All lines from this time on are in `seen`, or new. */
  private start: bigint;
  /** The lines from `start` on that were read, with their times. */
  private readonly seen = new Map<string, bigint>();
  private readonly text: string;

  constructor(
    private readonly request: LogRequest,
    private readonly query: Query,
    private readonly signal: AbortSignal | undefined,
  ) {
    const { selector, since, grep, maxRange } = request;
    this.start = since ?? (maxRange === undefined ? 0n : nowNs() - maxRange + MAX_CLOCK_DIFFERENCE_NS);
    this.text = grep === undefined ? selector : `${selector} |= ${JSON.stringify(plainPart(grep))}`;
  }

  /** Reads the last lines. Lines before them are not read later. */
  public async lastLines(count: number): Promise<readonly LogEntry[]> {
    const now = nowNs();
    const end = now + MAX_CLOCK_DIFFERENCE_NS;
    const { maxRange = end } = this.request;
    const first = this.start > end - maxRange ? this.start : end - maxRange;
    const page = await this.page({ start: first, end, limit: Math.max(count, 1), direction: "backward" });
    this.add(page);
    if (page.length >= count) this.start = page[0]?.time ?? first;
    this.advance(page.at(-1)?.time, now);
    return count === 0 ? [] : page;
  }

  /** Reads the lines that were not read yet, in pages. */
  public async *newLines(): AsyncGenerator<LogEntry[]> {
    const now = nowNs();
    const limit = now + MAX_CLOCK_DIFFERENCE_NS;
    let start = this.start;
    let last: bigint | undefined;
    while (start < limit && this.signal?.aborted !== true) {
      const { maxRange = limit } = this.request;
      const end = start + maxRange < limit ? start + maxRange : limit;
      const page = await this.page({ start, end, limit: PAGE_LINES, direction: "forward" });
      yield this.add(page);
      const time = page.at(-1)?.time;
      last = time ?? last;
      // More lines than a page may have the same time.
      if (page.length >= PAGE_LINES && time !== undefined) start = time > start ? time : start + 1n;
      else start = end;
      if (last !== undefined) this.forget(last - MAX_DELAY_NS);
    }
    this.advance(last, now);
  }

  private async page(query: Omit<LogQuery, "query">): Promise<readonly LogEntry[]> {
    try {
      return await this.query({
        ...query,
        query: this.text,
        ...(this.signal !== undefined && { signal: this.signal }),
      });
    } catch (error) {
      if (this.signal?.aborted === true) return [];
      throw error;
    }
  }

  /** The lines of a page that were not read before. */
  private add(page: readonly LogEntry[]): LogEntry[] {
    const fresh = page.filter((entry) => !this.seen.has(identity(entry)));
    for (const entry of fresh) this.seen.set(identity(entry), entry.time);
    return fresh;
  }

  /**
   * Moves forward to a time before which no new lines appear.
   * @param now the time before the queries, which may have waited for the server for hours
   */
  private advance(last: bigint | undefined, now: bigint): void {
    const [late, idle] = [(last ?? 0n) - MAX_DELAY_NS, now - MAX_CLOCK_DIFFERENCE_NS];
    for (const time of [late, idle]) if (time > this.start) this.start = time;
    this.forget(this.start);
  }

  private forget(before: bigint): void {
    for (const [key, time] of this.seen) if (time < before) this.seen.delete(key);
  }
}

function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

/** The longest part of a text that JSON does not escape. */
function plainPart(text: string): string {
  return text
    .split(/[^\w .,:;@/()[\]{}*+=-]/)
    .reduce((longest, part) => (part.length > longest.length ? part : longest), "");
}

function identity({ time, containerId, instance, stream, message }: LogEntry): string {
  return JSON.stringify([String(time), containerId, instance, stream, message]);
}
