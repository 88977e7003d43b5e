import type { Change, Journal, Records } from "./journal";

/** The records of one kind. They are never changed in place. */
export interface Table<Value extends object> {
  get(id: string): Value | undefined;
  all(): Value[];
  put(id: string, value: Value): void;
  delete(id: string): void;
}

interface Listener {
  readonly tables: readonly string[];
  readonly listener: () => void;
}

/** The state in memory. Each transaction is in the journal before its answer is sent. */
export class Store {
  private readonly tables = new Map<string, Map<string, object>>();
  private changes: Change[] = [];
  private undo: (() => void)[] = [];
  private readonly listeners = new Set<Listener>();

  constructor(private readonly journal: Journal) {
    for (const change of journal.load()) this.apply(change);
    if (!journal.isEmpty()) journal.compact(this.records());
  }

  public table<Value extends object>(name: string): Table<Value> {
    const rows = this.rows(name);
    return {
      // The caller of `table` knows the type of its records.
      get: (id) => rows.get(id) as Value | undefined,
      all: () => [...rows.values()] as Value[],
      put: (id, value) => {
        this.change({ table: name, id, value });
      },
      delete: (id) => {
        if (rows.has(id)) this.change({ table: name, id });
      },
    };
  }

  /** Calls the listener after each transaction that has changed one of the tables. */
  public onChange(tables: readonly string[], listener: () => void): void {
    this.listeners.add({ tables, listener });
  }

  /** Waits for a change of one of the tables, or for the signal. */
  public async changed(tables: readonly string[], signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const end = () => {
        this.listeners.delete(waiting);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const waiting = { tables, listener: end };
      this.listeners.add(waiting);
      signal.addEventListener("abort", end);
      if (signal.aborted) end();
    });
  }

  /** Runs the work, and keeps all of its changes or none. */
  public transaction<Result>(work: () => Result): Result {
    try {
      const result = work();
      const changed = new Set(this.changes.map(({ table }) => table));
      if (changed.size > 0) this.journal.append(this.changes);
      this.changes = [];
      this.undo = [];
      this.journal.compactIfLarge(() => this.records());
      if (changed.size > 0)
        queueMicrotask(() => {
          this.notify(changed);
        });
      return result;
    } catch (error) {
      for (const step of this.undo.reverse()) step();
      this.changes = [];
      this.undo = [];
      throw error;
    }
  }

  /** Replaces all records, in one transaction. */
  public replace(records: Records): void {
    this.transaction(() => {
      for (const [table, rows] of this.tables) for (const id of [...rows.keys()]) this.change({ table, id });
      for (const [table, rows] of Object.entries(records)) {
        for (const [id, value] of Object.entries(rows)) this.change({ table, id, value });
      }
    });
  }

  public records(): Records {
    return Object.fromEntries([...this.tables].map(([name, rows]) => [name, Object.fromEntries(rows)]));
  }

  public close(): void {
    this.journal.close(this.records());
  }

  private notify(tables: ReadonlySet<string>): void {
    for (const each of this.listeners) if (each.tables.some((table) => tables.has(table))) each.listener();
  }

  private change(change: Change): void {
    const rows = this.rows(change.table);
    const before = rows.get(change.id);
    this.changes.push(change);
    this.undo.push(() => {
      if (before === undefined) rows.delete(change.id);
      else rows.set(change.id, before);
    });
    this.apply(change);
  }

  private apply({ table, id, value }: Change): void {
    if (value === undefined) this.rows(table).delete(id);
    else this.rows(table).set(id, value);
  }

  private rows(name: string): Map<string, object> {
    let rows = this.tables.get(name);
    if (rows === undefined) this.tables.set(name, (rows = new Map<string, object>()));
    return rows;
  }
}
