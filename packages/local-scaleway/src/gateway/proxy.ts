import { setTimeout as wait } from "node:timers/promises";
import { containers, type Container } from "../products/container/records";
import type { Services } from "../api/context";
import { statusOf } from "../api/lifecycle";
import { NoDeploymentError, type Lease, type Runtime } from "../runtime/runtime";
import type { Refusal } from "./client-answer";
import { H2cClient } from "./h2c";
import { isServed } from "./hosts";
import { Http1Client } from "./http1";
import { InstanceError, type InstanceAnswer, type InstanceRequest } from "./instance-request";
import { startOf, type RequestLog } from "./request-log";

const DEFAULT_TIMEOUT_SECONDS = 300;
/** What servers log if the client has closed the connection. */
const CLIENT_GONE = 499;
const ATTEMPTS = 6;
/** The engine reports the end of a program with a delay. Until then, its instance gets requests. */
const PAUSE_MS = 250;

/** Who gets the answer of an instance. */
export interface Receiver {
  /** Passes on the answer, until its end. */
  passOn(answer: InstanceAnswer): Promise<void>;
  /** Answers for the container. */
  refuse(refusal: Refusal): void;
  /** Aborts when the client has gone. */
  readonly gone: AbortSignal;
}

/** Sends requests to instances: waits for a place, observes the timeout, and records the request. */
export class Proxy {
  private readonly http1 = new Http1Client();
  private readonly h2c = new H2cClient();

  constructor(
    private readonly services: Services,
    private readonly runtime: Runtime,
    private readonly log: RequestLog,
  ) {}

  /** Lets the container answer the request, and returns the status of the answer. */
  public async forward(container: Container, request: InstanceRequest, receiver: Receiver): Promise<number> {
    const start = performance.now();
    const record = startOf(container, request);
    const isColdStart = !this.runtime.instances(container.id).some((instance) => instance.status === "ready");
    const call = new Call(container, receiver.gone);
    let status: number;
    try {
      status = await this.attempt(container, request, receiver, call);
    } catch (error) {
      const refusal = this.refusalOf(error, container, call);
      ({ status } = refusal);
      receiver.refuse(refusal);
    } finally {
      call.end();
    }
    const durationMs = performance.now() - start;
    this.log.add({ ...record, status, durationMs, isColdStart, instanceId: call.instanceId });
    return status;
  }

  public close(): void {
    this.http1.close();
    this.h2c.close();
  }

  private async attempt(
    container: Container,
    request: InstanceRequest,
    receiver: Receiver,
    call: Call,
  ): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      const lease = await this.runtime.acquire(container.id, call.signal);
      try {
        call.take(lease);
        const { send } = lease.isHttp2 ? this.h2c : this.http1;
        const answer = await send(request, lease, call.signal);
        await receiver.passOn(answer);
        return answer.status;
      } catch (error) {
        const isRepeatable = error instanceof InstanceError && error.isRepeatable && !call.signal.aborted;
        if (attempt === ATTEMPTS || !isRepeatable) throw error;
      } finally {
        call.release();
      }
      await wait(PAUSE_MS * (attempt - 1), undefined, { signal: call.signal });
    }
  }

  private refusalOf(error: unknown, container: Container, { timedOut, signal }: Call): Refusal {
    const { name } = container;
    if (timedOut) return { status: 504, text: `${name}: no answer within the timeout of ${secondsOf(container)} s.` };
    if (signal.aborted) return { status: CLIENT_GONE, text: `${name}: the client has closed the connection.` };
    const current = containers(this.services).get(container.id);
    if (current === undefined || !isServed(current)) {
      return { status: 404, text: `${name}: the container was deleted.` };
    }
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof NoDeploymentError) {
      const state = statusOf(current, this.services.clock.now());
      return { status: 503, text: `${name}: ${state}: ${current.error ?? reason}` };
    }
    return { status: 502, text: `${name}: no valid answer from the instance: ${reason}` };
  }
}

/** The time and the place of a request. */
class Call {
  public instanceId: string | undefined;
  public timedOut = false;
  private lease: Lease | undefined;
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly abort = () => {
    this.controller.abort();
  };

  constructor(
    container: Container,
    private readonly gone: AbortSignal,
  ) {
    this.timer = setTimeout(
      () => {
        this.timedOut = true;
        this.abort();
      },
      secondsOf(container) * 1000,
    );
    gone.addEventListener("abort", this.abort);
    if (gone.aborted) this.abort();
  }

  public get signal(): AbortSignal {
    return this.controller.signal;
  }

  public take(lease: Lease): void {
    this.lease = lease;
    this.instanceId = lease.instanceId;
    this.signal.throwIfAborted();
  }

  public release(): void {
    this.lease?.release();
    this.lease = undefined;
  }

  /** Ends what is left of the request, such as an upload that the instance has answered early. */
  public end(): void {
    clearTimeout(this.timer);
    this.gone.removeEventListener("abort", this.abort);
    this.abort();
  }
}

function secondsOf({ fields }: Container): number {
  const { timeout } = fields;
  return typeof timeout === "string" ? Number.parseFloat(timeout) : DEFAULT_TIMEOUT_SECONDS;
}
