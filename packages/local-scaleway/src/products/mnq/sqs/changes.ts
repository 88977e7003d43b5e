import type { Services } from "../../../api/context";
import type { Store } from "../../../state/store";

const TABLES = ["mnq.queues", "mnq.messages", "mnq.sqs_credentials"];

/** Who waits for a message. All of them look again after each change: a message was sent, or its queue was deleted. */
export class Changes {
  private waiting = new Set<() => void>();

  constructor({ store, clock }: Services) {
    const notify = () => {
      this.notify();
    };
    store.onChange(TABLES, notify);
    clock.onAdvance(notify);
  }

  public notify(): void {
    const woken = this.waiting;
    this.waiting = new Set();
    for (const wake of woken) wake();
  }

  /** Waits for a change, but not longer than the time, and not after the signal. */
  public wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      signal.addEventListener("abort", wake);
      this.waiting.add(wake);
    });
  }
}

const changes = new WeakMap<Store, Changes>();

/** The changes of a store. */
export function changesOf(services: Services): Changes {
  let found = changes.get(services.store);
  if (found === undefined) changes.set(services.store, (found = new Changes(services)));
  return found;
}
