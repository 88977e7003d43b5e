import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { NatsConnection } from "@nats-io/transport-node" with { "resolution-mode": "import" };
import { sourceConfig, type Trigger } from "../products/container/records";
import type { NatsServer } from "./nats-server";
import type { SourceContext, StartSource } from "./source";

/** Scaleway documents at most 10 calls at a time, and 3 repetitions of a call whose status is 300 or more. */
const MAX_CALLS = 10;
const MAX_REPETITIONS = 3;
const FIRST_FAILURE = 300;
const REPETITION_DELAY_MS = 200;
/** Clients of NATS drop messages when more than this waits. */
const MAX_WAITING_BYTES = 64_000_000;
const RECONNECT_MS = 1000;
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])$/;

/** Calls the container with each message of a subject. Messages while there is no connection are lost, as at NATS. */
export function natsConsumer(server: NatsServer): StartSource {
  return (trigger, context) => {
    const stopped = new AbortController();
    void consume(trigger, server, context, stopped.signal);
    return {
      stop: () => {
        stopped.abort();
        return Promise.resolve();
      },
    };
  };
}

async function consume(
  trigger: Trigger,
  server: NatsServer,
  context: SourceContext,
  signal: AbortSignal,
): Promise<void> {
  const { server_urls: urls, subject: text } = sourceConfig(trigger);
  const subject = typeof text === "string" ? text : "";
  const servers = Array.isArray(urls) ? urls.filter((url) => typeof url === "string") : [];
  const remote = servers.find((url) => !isLoopback(url));
  if (remote !== undefined || servers.length === 0) {
    const problem = await server.settled();
    context.report(
      problem ?? `${remote ?? ""} is not on this machine. Run the apply again to use ${server.url ?? ""}.`,
    );
    return;
  }
  if (!isSubject(subject)) {
    context.report(`the subject is not valid: ${subject}`);
    return;
  }
  const credentials = Buffer.from(trigger.credentials["credentials_file_content"] ?? "");
  const messages = new Messages(context, signal);
  while (!signal.aborted) {
    const problem = await server.settled();
    try {
      const connection = await open(servers, credentials);
      connection.subscribe(subject, {
        callback: (error, message) => {
          if (error === null) messages.add(message.data.slice());
        },
      });
      await connection.flush();
      context.report(undefined);
      await Promise.race([connection.closed(), aborted(signal)]);
      await connection.close();
      context.report("the connection has ended");
    } catch (error) {
      context.report(problem ?? (await reasonOf(error, servers)));
    }
    await wait(RECONNECT_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** Ends when the signal is aborted, also if it was aborted before. */
async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

/** The server ignores subscriptions of invalid subjects without an error. */
function isSubject(text: string): boolean {
  return text.split(".").every((token, index, { length }) => token !== "" && (token !== ">" || index === length - 1));
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK.test(new URL(url).hostname);
}

async function open(servers: string[], credentials: Uint8Array): Promise<NatsConnection> {
  const { connect, credsAuthenticator } = await import("@nats-io/transport-node");
  return connect({
    servers,
    authenticator: credsAuthenticator(credentials),
    reconnect: false,
    ignoreClusterUpdates: true,
  });
}

async function reasonOf(error: unknown, servers: readonly string[]): Promise<string> {
  const { errors } = await import("@nats-io/transport-node");
  return error instanceof errors.ConnectionError || error instanceof errors.TimeoutError
    ? `no server answers at ${servers.join(", ")}`
    : "the server does not accept the credentials";
}

/** The messages of a trigger that wait for their calls. */
class Messages {
  private readonly waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private calls = 0;

  constructor(
    private readonly context: SourceContext,
    private readonly signal: AbortSignal,
  ) {}

  public add(message: Uint8Array): void {
    if (this.waitingBytes + message.length > MAX_WAITING_BYTES) return;
    this.waiting.push(message);
    this.waitingBytes += message.length;
    if (this.calls < MAX_CALLS) void this.work();
  }

  private async work(): Promise<void> {
    this.calls++;
    for (let message = this.take(); message !== undefined; message = this.take()) await this.deliver(message);
    this.calls--;
  }

  private take(): Uint8Array | undefined {
    const message = this.signal.aborted ? undefined : this.waiting.shift();
    this.waitingBytes -= message?.length ?? 0;
    return message;
  }

  private async deliver(message: Uint8Array): Promise<void> {
    for (let repetition = 0; !this.signal.aborted; repetition++) {
      if ((await this.context.call(message)) < FIRST_FAILURE || repetition === MAX_REPETITIONS) return;
      const delayMs = REPETITION_DELAY_MS * 2 ** repetition;
      await wait(delayMs, undefined, { signal: this.signal, ref: false }).catch(() => undefined);
    }
  }
}
