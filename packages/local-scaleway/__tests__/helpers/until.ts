import { setTimeout as wait } from "node:timers/promises";

const TIMEOUT_MS = 30_000;

/** Waits for a condition. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + TIMEOUT_MS; !(await condition());) {
    if (performance.now() > deadline) throw new Error(`the condition was not met in time: ${condition.toString()}`);
    await wait(5);
  }
}
