import type { Services } from "../api/context";
import type { Trigger } from "../products/container/records";

/** What a source of calls uses. */
export interface SourceContext {
  readonly services: Services;
  /** Calls the container of the trigger with its path, method and headers, and returns the status of the answer. Never rejects. */
  readonly call: (body: string) => Promise<number>;
  /** Records in the trigger why the source does not work; undefined: the source works. Does nothing after `stop`. */
  readonly report: (problem: string | undefined) => void;
}

/** A running schedule, queue poller or NATS consumer. */
export interface Source {
  /** Starts no more calls, and waits for those in flight. The caller limits how long it waits. */
  stop(): Promise<void>;
}

/** Starts the source of a trigger. It returns at once: a source connects in the background, and reports its problems. */
export type StartSource = (trigger: Trigger, context: SourceContext) => Source;
