import { setTimeout as wait } from "node:timers/promises";
import { isJsonObject } from "../api/json";
import type { Trigger } from "../products/container/records";
import { queueId, queues, type Queue } from "../products/mnq/records";
import { findCredentials } from "../products/mnq/sqs/callers";
import { changesOf } from "../products/mnq/sqs/changes";
import { readQueueUrl } from "../products/mnq/sqs/queue-actions";
import type { Delivery } from "../products/mnq/sqs/queue-index";
import type { Source, SourceContext } from "./source";
import { deleteReceived, receive } from "../products/mnq/sqs/receive-actions";

/** Scaleway's limit of requests in flight of one trigger. */
const MAX_CALLS = 10;
const POLL_MS = 20_000;
const MIN_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 30_000;
/** How long `stop` waits for calls that run. */
const STOP_MS = 1000;

/**
 * Calls the container of a trigger with each message of its queue. The message of a call that ends long after `stop` stays in the queue,
 * and is delivered again.
 */
export function startQueuePoller(trigger: Trigger, context: SourceContext): Source {
  const poller = new Poller(trigger, context);
  void poller.run();
  return { stop: () => poller.stop() };
}

/** The reason why a trigger cannot read its queue. */
class SourceError extends Error {}

class Poller {
  /** Ends the wait for messages. */
  private waiting = new AbortController();
  private isStopping = false;
  private readonly calls = new Set<Promise<void>>();
  private isStopped = false;
  /** What was reported last; null before the first report. */
  private reason: string | null | undefined = null;
  private pauseMs = 0;
  private pausedUntil = 0;

  constructor(
    private readonly trigger: Trigger,
    private readonly context: SourceContext,
  ) {}

  public async run(): Promise<void> {
    while (!this.isStopping) {
      this.waiting = new AbortController();
      const { signal } = this.waiting;
      const pause = this.pausedUntil - this.context.services.clock.now();
      if (this.calls.size >= MAX_CALLS) await Promise.race(this.calls);
      else if (pause > 0) await changesOf(this.context.services).wait(pause, signal);
      else await this.poll(signal);
    }
  }

  public async stop(): Promise<void> {
    this.isStopping = true;
    this.waiting.abort();
    await Promise.race([Promise.all(this.calls), wait(STOP_MS, undefined, { ref: false })]);
    this.isStopped = true;
  }

  private async poll(signal: AbortSignal): Promise<void> {
    const { services } = this.context;
    try {
      this.queue();
      this.report(undefined);
      const reception = { count: MAX_CALLS - this.calls.size, waitMs: POLL_MS, signal };
      for (const delivery of await receive(() => this.queue(), reception, services)) this.start(delivery);
    } catch (error) {
      // For example a full disk, which prevents moving a message to the dead-letter queue.
      this.report(error instanceof SourceError ? error.message : "The messages of the queue cannot be read.");
      await changesOf(services).wait(MAX_PAUSE_MS, signal);
    }
  }

  /** The queue, if the credentials of the trigger may receive from it. */
  private queue(): Queue {
    const { services } = this.context;
    const { fields, credentials } = this.trigger;
    const config = isJsonObject(fields["sqs_config"]) ? fields["sqs_config"] : {};
    const text = (name: string) => (typeof config[name] === "string" ? config[name] : "");
    const region = text("region");
    const found = findCredentials(text("access_key_id"), region, services);
    if (found?.secret_key !== credentials["secret_access_key"] || found === undefined) {
      throw new SourceError("The credentials of the queue are not valid.");
    }
    if (!found.permissions.can_receive) throw new SourceError("The credentials of the queue cannot receive messages.");
    const url = readQueueUrl(text("queue_url"));
    const queue =
      url?.project === found.project_id ? queues(services).get(queueId(region, url.project, url.name)) : undefined;
    if (queue === undefined) throw new SourceError("The queue does not exist.");
    return queue;
  }

  private report(reason: string | undefined): void {
    if (reason === this.reason) return;
    this.context.report(reason);
    this.reason = reason;
  }

  private start(delivery: Delivery): void {
    const call = this.deliver(delivery).finally(() => this.calls.delete(call));
    this.calls.add(call);
  }

  private async deliver({ message, receipt }: Delivery): Promise<void> {
    const { call, services } = this.context;
    const status = await call(message.body);
    if (this.isStopped) return;
    this.pauseAfter(status);
    if (status < 200 || status >= 300 || receipt === undefined) return;
    try {
      deleteReceived(receipt, this.queue(), services);
    } catch {
      // The queue is gone, or the visibility timeout has ended: the message is delivered again.
    }
  }

  /** Without an instance, each pause is twice as long as the one before. */
  private pauseAfter(status: number): void {
    const now = this.context.services.clock.now();
    if (status !== 503) this.pauseMs = 0;
    else if (now >= this.pausedUntil) {
      this.pauseMs = Math.min(Math.max(MIN_PAUSE_MS, this.pauseMs * 2), MAX_PAUSE_MS);
      this.pausedUntil = now + this.pauseMs;
      this.waiting.abort();
    }
  }
}
