import { setTimeout as wait } from "node:timers/promises";
import type { Services } from "../api/context";
import { ApiError, notFound } from "../api/errors";
import { isJsonObject } from "../api/json";
import type { Invoke } from "../gateway/invoke";
import {
  TABLES,
  containers,
  sourceConfig,
  sourceType,
  triggers,
  type SourceType,
  type Trigger,
} from "../products/container/records";
import type { Source, StartSource } from "./source";

/** How long a source that stops waits for its calls. */
const STOP_LIMIT_MS = 3000;

/** What starts the source of each type of trigger. */
export type Sources = Readonly<Record<SourceType, StartSource>>;

/** The result of a trigger that was run now. */
export interface TriggerRun {
  readonly status: number;
  readonly durationMs: number;
}

interface Running {
  readonly key: string;
  readonly source: Source;
  readonly calls: Set<Promise<number>>;
}

/** Runs the sources of all triggers. */
export class Events {
  private readonly running = new Map<string, Running>();
  private readonly stopping = new Set<Promise<void>>();
  private isClosed = false;

  constructor(
    private readonly services: Services,
    private readonly invoke: Invoke,
    private readonly sources: Sources,
  ) {}

  public start(): void {
    const { services } = this;
    services.store.onChange([TABLES.containers, TABLES.triggers], () => {
      this.reconcile();
    });
    services.clock.onAdvance(() => {
      for (const { source } of this.running.values()) source.onAdvance?.();
    });
    this.reconcile();
  }

  /**
   * Calls the container of a trigger now, as a run of the schedule or a message with this body would.
   * @throws ApiError if the trigger does not exist, or a message is missing
   */
  public async run(id: string, body: string | undefined): Promise<TriggerRun> {
    const trigger = triggers(this.services).get(id);
    if (trigger === undefined || !this.isActive(trigger)) throw notFound("trigger", id);
    const content = body ?? sourceConfig(trigger)["body"];
    if (typeof content !== "string") {
      throw new ApiError(400, { message: "the trigger needs a message: pass its body", type: "invalid_arguments" });
    }
    const start = performance.now();
    const status = await this.call(id, content);
    return { status, durationMs: Math.round(performance.now() - start) };
  }

  /** The time of the next run of a schedule, in milliseconds. */
  public nextRun(id: string): number | undefined {
    return this.running.get(id)?.source.nextRun?.();
  }

  /** Stops all sources. Their calls have a moment to end. */
  public async close(): Promise<void> {
    this.isClosed = true;
    for (const id of this.running.keys()) this.stop(id);
    await Promise.all(this.stopping);
  }

  /** Starts and stops sources, so that they are those of the triggers. */
  private reconcile(): void {
    if (this.isClosed) return;
    const active = new Map(
      triggers(this.services)
        .all()
        .filter((trigger) => this.isActive(trigger))
        .map((trigger) => [trigger.id, trigger]),
    );
    for (const [id, { key }] of this.running) {
      const trigger = active.get(id);
      if (trigger === undefined || keyOf(trigger) !== key) this.stop(id);
    }
    for (const trigger of active.values()) if (!this.running.has(trigger.id)) this.startSource(trigger);
  }

  private isActive({ container_id, change }: Trigger): boolean {
    const container = containers(this.services).get(container_id);
    return container !== undefined && ![change, container.change].some((each) => each?.status === "deleting");
  }

  private startSource(trigger: Trigger): void {
    const { id } = trigger;
    const type = sourceType(trigger);
    if (type === undefined) return;
    const calls = new Set<Promise<number>>();
    const source = this.sources[type](trigger, {
      services: this.services,
      call: (body) => {
        const call = this.call(id, body).finally(() => calls.delete(call));
        calls.add(call);
        return call;
      },
      report: (problem) => {
        // A source may report before it has returned.
        queueMicrotask(() => {
          if (this.running.get(id)?.calls === calls) this.record(id, problem);
        });
      },
    });
    this.running.set(id, { key: keyOf(trigger), source, calls });
  }

  private stop(id: string): void {
    const running = this.running.get(id);
    if (running === undefined) return;
    this.running.delete(id);
    const stopped = limitedTo(STOP_LIMIT_MS, [running.source.stop(), ...running.calls]).finally(() =>
      this.stopping.delete(stopped),
    );
    this.stopping.add(stopped);
  }

  /** Calls the container with the path and the method that the trigger has now. */
  private async call(id: string, body: string | Uint8Array): Promise<number> {
    const trigger = triggers(this.services).get(id);
    // The trigger was deleted after its source has read the message.
    if (trigger === undefined) return 404;
    const destination = trigger.fields["destination_config"];
    const { http_path: path, http_method: method } = isJsonObject(destination) ? destination : {};
    const headers = Object.entries(sourceConfig(trigger)["headers"] ?? {}).map(([name, value]) => [
      name,
      String(value),
    ]);
    try {
      return await this.invoke(trigger.container_id, {
        method: typeof method === "string" ? method.toUpperCase() : "POST",
        path: typeof path === "string" ? path : "/",
        headers: Object.fromEntries(headers) as Record<string, string>,
        body,
      });
    } catch {
      // For example an invalid header.
      return 502;
    }
  }

  private record(id: string, problem: string | undefined): void {
    const { store } = this.services;
    const table = triggers(this.services);
    const trigger = table.get(id);
    if (trigger === undefined || (trigger.status === "error" ? trigger.error : undefined) === problem) return;
    try {
      store.transaction(() => {
        table.put(id, { ...trigger, status: problem === undefined ? "ready" : "error", error: problem });
      });
    } catch {
      // The disk is full. The source reports its next problem.
    }
  }
}

/** What a source was started with. Each deployment starts it again. */
function keyOf(trigger: Trigger): string {
  const { container_id, change, fields, credentials } = trigger;
  return JSON.stringify([container_id, change, fields["destination_config"], sourceConfig(trigger), credentials]);
}

async function limitedTo(limitMs: number, work: readonly Promise<unknown>[]): Promise<void> {
  const limit = new AbortController();
  await Promise.race([
    Promise.allSettled(work),
    wait(limitMs, undefined, { signal: limit.signal, ref: false }).catch(() => undefined),
  ]);
  limit.abort();
}
