import { containers, type Container } from "../products/container/records";
import type { Services } from "../api/context";
import { statusOf } from "../api/lifecycle";
import { NoDeploymentError, type Lease, type Runtime } from "../runtime/runtime";
import { H2cClient } from "./h2c";
import { isServed } from "./hosts";
import { Http1Client } from "./http1";
import { InstanceError, type InstanceAnswer, type InstanceRequest } from "./instance-request";
import type { RequestLog } from "./request-log";

const DEFAULT_TIMEOUT_SECONDS = 300;
/** What servers log if the client has closed the connection. */
const CLIENT_GONE = 499;
const ATTEMPTS = 2;

/** Who gets the answer of an instance. */
export interface Receiver {
  /** Passes on the answer, until its end. */
  passOn(answer: InstanceAnswer): Promise<void>;
  /** Answers for the container. */
  refuse(status: number, text: string): void;
  /** Aborts when the client has gone. */
  readonly gone: AbortSignal;
}

/** A reason why a container does not answer. */
class Refusal extends Error {
  constructor(
    public readonly status: number,
    message: string,
  ) {
    super(message);
  }
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
    const { id } = container;
    const record = {
      containerId: id,
      time: Date.now(),
      method: request.method,
      path: request.path,
      isColdStart: !this.runtime.instances(id).some(({ status }) => status === "ready"),
    };
    const call = new Call(container, receiver.gone);
    let status: number;
    try {
      status = await this.attempt(container, request, receiver, call);
    } catch (error) {
      const refusal = this.refusalOf(error, container, call);
      ({ status } = refusal);
      receiver.refuse(status, refusal.message);
    } finally {
      call.end();
    }
    this.log.add({ ...record, status, durationMs: performance.now() - start, instanceId: call.instanceId });
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
        if (attempt === ATTEMPTS || !(error instanceof InstanceError && error.isRepeatable)) throw error;
      } finally {
        call.release();
      }
    }
  }

  private refusalOf(error: unknown, container: Container, { timedOut, signal }: Call): Refusal {
    const name = container.name;
    if (timedOut) return new Refusal(504, `${name}: no answer within the timeout of ${secondsOf(container)} s.`);
    if (signal.aborted) return new Refusal(CLIENT_GONE, `${name}: the client has closed the connection.`);
    const current = containers(this.services).get(container.id);
    if (current === undefined || !isServed(current)) return new Refusal(404, `${name}: the container was deleted.`);
    if (error instanceof NoDeploymentError) {
      const reason = current.error ?? error.message;
      return new Refusal(503, `${name}: ${statusOf(current, this.services.clock.now())}: ${reason}`);
    }
    const reason = error instanceof Error ? error.message : String(error);
    return new Refusal(502, `${name}: no valid answer from the instance: ${reason}`);
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
