import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/** The journal is compacted when it has grown to this size. */
const COMPACT_ABOVE_BYTES = 8_000_000;
const FORMAT = 2;

/** A change of one record; a record without value is deleted. */
export interface Change {
  readonly table: string;
  readonly id: string;
  readonly value?: object;
}

/** All records, by table and ID. */
export type Records = Record<string, Record<string, object>>;

interface Checkpoint {
  readonly format: number;
  /** The number of the last transaction in `records`. */
  readonly sequence: number;
  readonly records: Records;
}

interface Entry {
  readonly sequence: number;
  readonly changes: readonly Change[];
}

/**
 * The state on disk: a checkpoint, and one line per transaction since. A line is written before the answer is sent, so that a killed
 * process loses nothing. Only checkpoints are flushed to the disk: a power failure may lose the transactions since the last one.
 */
export class Journal {
  private readonly checkpointFile: string;
  private readonly file: number;
  private sequence = 0;
  private size = 0;
  private compactAbove = COMPACT_ABOVE_BYTES;

  constructor(private readonly folder: string) {
    this.checkpointFile = join(folder, "state.json");
    this.file = openSync(join(folder, "journal.jsonl"), "a+", 0o600);
  }

  /** Reads the changes of the checkpoint and of the journal, in their order. */
  public load(): Change[] {
    const changes: Change[] = [];
    if (existsSync(this.checkpointFile)) {
      // Only this class writes the files.
      const checkpoint = parse(readFileSync(this.checkpointFile, "utf8")) as Checkpoint | undefined;
      if (checkpoint?.format !== FORMAT) {
        throw new Error(`${this.checkpointFile}: is not a state of this version. Run scw-containers local reset.`);
      }
      this.sequence = checkpoint.sequence;
      for (const [table, rows] of Object.entries(checkpoint.records)) {
        for (const [id, value] of Object.entries(rows)) changes.push({ table, id, value });
      }
    }
    for (const line of readFileSync(join(this.folder, "journal.jsonl"), "utf8").split("\n")) {
      const entry = parse(line) as Entry | undefined;
      // A process that was killed while writing leaves half a line: that transaction was not answered.
      if (entry === undefined) break;
      // A process that was killed between the checkpoint and the truncation leaves entries of the checkpoint.
      if (entry.sequence <= this.sequence) continue;
      this.sequence = entry.sequence;
      changes.push(...entry.changes);
    }
    return changes;
  }

  public append(changes: readonly Change[]): void {
    const line = Buffer.from(`${JSON.stringify({ sequence: this.sequence + 1, changes } satisfies Entry)}\n`);
    try {
      writeAll(this.file, line);
    } catch (error) {
      // A full disk may have taken half of the line.
      ftruncateSync(this.file, this.size);
      throw error;
    }
    this.sequence++;
    this.size += line.length;
  }

  /** Whether the checkpoint contains everything. */
  public isEmpty(): boolean {
    return fstatSync(this.file).size === 0;
  }

  public compactIfLarge(records: () => Records): void {
    // Without space for a checkpoint, the journal still contains everything.
    if (this.size >= this.compactAbove && !this.tryToCompact(records())) this.compactAbove = this.size * 2;
  }

  /** Writes a checkpoint, and empties the journal. */
  public compact(records: Records): void {
    const temporary = `${this.checkpointFile}.new`;
    const checkpoint: Checkpoint = { format: FORMAT, sequence: this.sequence, records };
    const data = Buffer.from(JSON.stringify(checkpoint));
    const file = openSync(temporary, "w", 0o600);
    try {
      writeAll(file, data);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, this.checkpointFile);
    ftruncateSync(this.file, 0);
    this.size = 0;
    // A large checkpoint is written less often: the messages of queues may need 100 MB.
    this.compactAbove = Math.max(COMPACT_ABOVE_BYTES, data.length);
  }

  public close(records: Records): void {
    this.tryToCompact(records);
    closeSync(this.file);
  }

  private tryToCompact(records: Records): boolean {
    try {
      this.compact(records);
      return true;
    } catch {
      return false;
    }
  }
}

function writeAll(file: number, data: Buffer): void {
  for (let written = 0; written < data.length;) written += writeSync(file, data, written);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
