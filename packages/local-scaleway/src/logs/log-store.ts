import { envelope, Timestamps, type Entry, type Labels } from "./entry";
import type { LogFiles } from "./log-files";
import type { LogLine, Logs } from "./logs";

/** More lines than this are dropped until they are written. */
const MAX_PENDING_BYTES = 4_000_000;
/** Lines are written at once when this much waits. */
const WRITE_ABOVE_BYTES = 64_000;
const WRITE_DELAY_MS = 50;

/** A query of entries. */
export interface LogQuery {
  readonly selects: (labels: Labels) => boolean;
  /** Keeps the entries that match. */
  readonly filter: (entries: readonly Entry[]) => readonly Entry[];
  /** The first time, in 19 digits. */
  readonly start: string;
  /** The time after the last one, in 19 digits. */
  readonly end: string;
  readonly limit: number;
  /** `backward` returns the newest entries, the newest first. */
  readonly direction: "forward" | "backward";
}

/** Receives new entries. */
export interface Follower {
  add(entry: Entry): void;
  /** The server stops. */
  end(): void;
}

/** The lines of one container that are not written yet. */
interface Pending {
  readonly labels: Labels;
  readonly entries: Entry[];
  length: number;
}

/** Keeps the lines of all instances in files, in the background. */
export class LogStore implements Logs {
  private readonly timestamps = new Timestamps();
  private readonly pending = new Map<string, Pending>();
  /** The number of lines of each container that were dropped since its last line in the files. */
  private readonly dropped = new Map<string, number>();
  private readonly followers = new Set<Follower>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;

  /** @param labelsOf the labels of a container that exists */
  constructor(
    private readonly files: LogFiles,
    private readonly labelsOf: (containerId: string) => Labels | undefined,
  ) {}

  public append(line: LogLine): void {
    const pending = this.pending.get(line.containerId) ?? this.startPending(line.containerId);
    if (pending === undefined) return;
    if (pending.length > MAX_PENDING_BYTES) {
      this.drop(line.containerId, 1);
      return;
    }
    const entry = { labels: pending.labels, time: this.timestamps.next(line.time), line: envelope(line) };
    pending.entries.push(entry);
    pending.length += entry.line.length;
    for (const follower of this.followers) follower.add(entry);
    this.schedule(pending.length);
  }

  /** Calls the follower with each new entry, until the returned function is called. */
  public follow(follower: Follower): () => void {
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  public async read({ selects, filter, start, end, limit, direction }: LogQuery): Promise<readonly Entry[]> {
    await this.flush();
    const isBackward = direction === "backward";
    const segments = this.files.find(selects, start, end);
    let found: readonly Entry[] = [];
    for (const segment of isBackward ? segments.toReversed() : segments) {
      const worst = found.length < limit ? undefined : found.at(-1)?.time;
      const isTooFar = isBackward ? (segment.last ?? end) < (worst ?? start) : segment.first > (worst ?? end);
      if (isTooFar) continue;
      const entries = await this.files.read(segment);
      found = [...found, ...filter(entries.filter(({ time }) => time >= start && time < end))]
        .sort((a, b) => (a.time < b.time === isBackward ? 1 : -1))
        .slice(0, limit);
    }
    return found;
  }

  /** The labels of all containers that have logs in this time. */
  public async series(selects: (labels: Labels) => boolean, start: string, end: string): Promise<readonly Labels[]> {
    await this.flush();
    const segments = this.files.find(selects, start, end);
    return [...new Map(segments.map(({ labels }) => [labels["resource_id"], labels])).values()];
  }

  /** Removes all logs. */
  public async clear(): Promise<void> {
    await this.writing;
    this.pending.clear();
    this.dropped.clear();
    this.files.clear();
  }

  /** Ends the followers, and writes what is pending. */
  public async close(): Promise<void> {
    for (const follower of this.followers) follower.end();
    await this.flush();
    clearTimeout(this.timer);
  }

  /** Lines of a container that is deleted have the labels of its last lines. */
  private startPending(containerId: string): Pending | undefined {
    const labels = this.labelsOf(containerId) ?? this.files.labels(containerId);
    if (labels === undefined) return undefined;
    const pending: Pending = { labels, entries: [], length: 0 };
    this.pending.set(containerId, pending);
    return pending;
  }

  private schedule(length: number): void {
    if (this.writing !== undefined) return;
    if (length > WRITE_ABOVE_BYTES) void this.write();
    else this.timer ??= setTimeout(() => void this.write(), WRITE_DELAY_MS);
  }

  /** Writes everything that is pending now. */
  private async flush(): Promise<void> {
    await this.writing;
    await this.write();
  }

  private write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing ??= this.writeBatches().finally(() => {
      this.writing = undefined;
      if (this.pending.size > 0) this.schedule(WRITE_ABOVE_BYTES);
    });
    return this.writing;
  }

  private async writeBatches(): Promise<void> {
    const batches = [...this.pending];
    this.pending.clear();
    for (const [id, { labels, entries }] of batches) {
      const dropped = this.dropped.get(id) ?? 0;
      this.dropped.delete(id);
      const lost = await this.files.append(dropped === 0 ? entries : [...entries, this.dropMark(labels, dropped)]);
      if (lost > 0) this.drop(id, dropped === 0 ? lost : lost - 1 + dropped);
    }
  }

  private drop(id: string, count: number): void {
    this.dropped.set(id, (this.dropped.get(id) ?? 0) + count);
  }

  private dropMark(labels: Labels, count: number): Entry {
    const text = `… ${count} ${count === 1 ? "line" : "lines"} dropped`;
    return {
      labels,
      time: this.timestamps.next(Date.now()),
      line: envelope({ text, instanceId: "", stream: "platform" }),
    };
  }
}
