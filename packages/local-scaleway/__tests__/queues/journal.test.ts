import { statSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import { depthOf } from "../../src/products/mnq/sqs/queue-overview";
import { deleteReceived, receive } from "../../src/products/mnq/sqs/receive-actions";
import { send } from "../../src/products/mnq/sqs/send-actions";
import { createServices, putQueue } from "../helpers/services";

const MESSAGE = { MessageBody: "x".repeat(250_000) };
const { signal } = new AbortController();

test("the journal stays small while messages come and go", async () => {
  const folder = temporaryFolder("journal");
  const services = createServices(folder);
  const queue = putQueue(services, "orders");
  let largest = 0;
  for (let sent = 0; sent < 100; sent++) {
    send(MESSAGE, queue, "sender", services);
    const [delivery] = await receive(() => queue, { count: 1, waitMs: 0, signal }, services);
    deleteReceived(delivery!.receipt!, queue, services);
    largest = Math.max(largest, statSync(join(folder, "journal.jsonl")).size);
  }
  expect(largest).toBeLessThan(9_000_000);
  services.store.close();
  expect(statSync(join(folder, "state.json")).size).toBeLessThan(1000);
});

test("a large state is written less often than a small one, and contains all messages after a restart", () => {
  const folder = temporaryFolder("journal");
  const services = createServices(folder);
  const queue = putQueue(services, "orders");
  const sizes = new Set<number>();
  for (let sent = 0; sent < 160; sent++) {
    send(MESSAGE, queue, "sender", services);
    sizes.add(statSync(join(folder, "state.json"), { throwIfNoEntry: false })?.size ?? 0);
  }
  // No checkpoint, then one after each doubling: 8, 16 and 32 MB.
  expect(sizes.size).toBe(4);
  const restarted = createServices(folder);
  expect(depthOf(queue, restarted)).toEqual({ visible: 160, inFlight: 0 });
  restarted.store.close();
});
