const KEPT_PER_CONTAINER = 50;
const MAX_PATH_LENGTH = 300;

/** A request that a container has answered, or that was answered for it. */
export interface RequestRecord {
  readonly containerId: string;
  /** The time of arrival, in milliseconds since 1970. */
  readonly time: number;
  readonly method: string;
  /** The path without its query, which may contain secrets. */
  readonly path: string;
  /** The status of the answer; 499 if the client has closed the connection before. */
  readonly status: number;
  readonly durationMs: number;
  /** Whether no instance was ready when the request arrived. */
  readonly isColdStart: boolean;
  readonly instanceId: string | undefined;
}

/** The record of a request that has arrived now. */
export function startOf(
  { id }: { readonly id: string },
  { method, path }: { readonly method: string; readonly path: string },
): Omit<RequestRecord, "status" | "durationMs"> {
  return { containerId: id, time: Date.now(), method, path, isColdStart: false, instanceId: undefined };
}

/** The last requests of each container, in memory. */
export class RequestLog {
  private readonly records = new Map<string, RequestRecord[]>();
  private readonly listeners: ((record: RequestRecord) => void)[] = [];

  /** Calls the listener with each new record. */
  public onRecord(listener: (record: RequestRecord) => void): void {
    this.listeners.push(listener);
  }

  /** The last requests, the oldest first. */
  public list(containerId: string): readonly RequestRecord[] {
    return this.records.get(containerId) ?? [];
  }

  public add({ path, ...rest }: RequestRecord): void {
    const record = { ...rest, path: (path.split("?", 1)[0] ?? "").slice(0, MAX_PATH_LENGTH) };
    const previous = this.records.get(record.containerId) ?? [];
    this.records.set(record.containerId, [...previous, record].slice(-KEPT_PER_CONTAINER));
    for (const listener of this.listeners) listener(record);
  }

  /** Forgets the requests of deleted containers. */
  public prune(exists: (containerId: string) => boolean): void {
    for (const id of this.records.keys()) if (!exists(id)) this.records.delete(id);
  }
}
