import type { Services } from "../api/context";
import type { Trigger } from "../products/container/records";

/** What a source of calls uses. */
export interface SourceContext {
  readonly services: Services;
  /** Calls the container of the trigger with its path, method and headers, and returns the status of the answer. Never rejects. */
  readonly call: (body: string | Uint8Array) => Promise<number>;
  /** Records in the trigger why the source does not work; undefined: the source works. Does nothing after `stop`. */
  readonly report: (problem: string | undefined) => void;
}

/** A running schedule, queue poller or NATS consumer. */
export interface Source {
  /** Is called when a test has moved the time. */
  onAdvance?(): void;
  /** The time of the next run of a schedule, in milliseconds. */
  nextRun?(): number | undefined;
  /** Starts no more calls, and waits for the work that follows those in flight. The caller waits for the calls, and limits the time. */
  stop(): Promise<void>;
}

/** Starts the source of a trigger. It returns at once: a source connects in the background, and reports its problems. */
export type StartSource = (trigger: Trigger, context: SourceContext) => Source;
