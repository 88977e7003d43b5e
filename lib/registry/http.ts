import { lookup } from "node:dns";
import { setTimeout as wait } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { LIMITS } from "./limits";
import { withDeadline } from "./deadline";
import { failureOf, timeout, type RequestFailure } from "./failures";
import { Network, type Timeouts } from "./network";
import { RegistryError } from "./registry-error";
import { isPassing, toldWaitMs } from "./retries";

export interface Request {
  readonly method?: "GET" | "HEAD" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  /** Goes to the origin of the URL and to no other. */
  readonly authorization?: string;
  readonly body?: string;
  /** The most bytes that the body of a good answer may have. */
  readonly most: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Of the server that gave it. */
  readonly host: string;
}

/** What tests replace, so that they neither wait nor ask for names. */
export interface HttpSettings {
  readonly lookup: typeof lookup;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly firstWaitMs: number;
  readonly timeouts: Timeouts;
}

const SETTINGS: HttpSettings = {
  lookup,
  wait: (ms, signal) => wait(ms, undefined, { signal }),
  firstWaitMs: LIMITS.firstWaitMs,
  timeouts: LIMITS,
};

// Digests are of what is not compressed.
const COMMON_HEADERS = { "user-agent": "scw-containers", "accept-encoding": "identity" };

/** Requests to one registry and to the servers that it sends to. */
export class Http {
  readonly #network: Network;
  readonly #settings: HttpSettings;

  constructor(registry: URL, environment: NodeJS.ProcessEnv, settings?: Partial<HttpSettings>) {
    this.#settings = { ...SETTINGS, ...settings };
    this.#network = new Network(registry, environment, this.#settings.timeouts, this.#settings.lookup);
  }

  /** Follows redirects. Answers that say what went wrong are answers too. */
  public async request(start: URL, request: Request): Promise<Answer> {
    const { requestMs } = this.#settings.timeouts;
    return await withDeadline(
      requestMs,
      (signal) => this.follow(start, request, signal),
      () => {
        // undici ends no request by its signal that has no connection yet.
        void this.#network.close();
        return timeout(start.host);
      },
    );
  }

  public async close(): Promise<void> {
    await this.#network.close();
  }

  private async follow(start: URL, request: Request, signal: AbortSignal): Promise<Answer> {
    let url = start;
    let { authorization } = request;
    for (let redirects = 0; ; redirects++) {
      this.#network.check(url);
      const answer = await this.answer(url, { ...request, authorization }, signal);
      const { location } = answer.headers;
      if (![301, 302, 303, 307, 308].includes(answer.status) || typeof location !== "string") return answer;
      if (request.method === "POST") throw new RegistryError(`${url.host} redirects a login, which is refused`);
      if (redirects === LIMITS.redirects)
        throw new RegistryError(`${start.host} redirects more than ${LIMITS.redirects} times`);
      const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
      if (next === undefined || (url.protocol === "https:" && next.protocol === "http:"))
        throw new RegistryError(`${url.host} redirects to what is no URL with https, which is refused`);
      // Once elsewhere it stays away, even where the way leads back.
      if (next.origin !== start.origin) authorization = undefined;
      url = next;
    }
  }

  /** The first that no further attempt would make better: they wait longer each time, and as long as the server says. */
  private async answer(url: URL, request: Request, signal: AbortSignal): Promise<Answer> {
    const { backOff } = await import("exponential-backoff");
    const attempt = async () => {
      const answer = await this.attempt(url, request, signal);
      if (isPassing(answer)) throw new PassingAnswer(answer);
      return answer;
    };
    const retry = async (failure: RequestFailure, count: number) => {
      const outcome = failure instanceof PassingAnswer ? failure.answer : failure;
      return count < LIMITS.attempts && isPassing(outcome) && (await this.hasWaited(toldWaitMs(outcome), signal));
    };
    const { firstWaitMs: startingDelay } = this.#settings;
    try {
      return await backOff(attempt, { numOfAttempts: LIMITS.attempts, startingDelay, retry });
    } catch (error) {
      if (error instanceof PassingAnswer) return error.answer;
      throw failureOf(error as RequestFailure, url.host);
    }
  }

  /** False where the wait is too long, or the time of the request is up before. */
  private async hasWaited(ms: number | undefined, signal: AbortSignal): Promise<boolean> {
    if (ms === undefined || signal.aborted) return false;
    if (ms === 0) return true;
    return await this.#settings.wait(ms, signal).then(
      () => true,
      () => false,
    );
  }

  private async attempt(url: URL, request: Request, signal: AbortSignal): Promise<Answer> {
    const { method = "GET", headers, authorization, body, most } = request;
    const { request: send } = await import("undici");
    const response = await send(url, {
      method,
      headers: { ...COMMON_HEADERS, ...headers, ...(authorization !== undefined && { authorization }) },
      body,
      signal,
      dispatcher: await this.#network.dispatcher(),
    });
    return {
      status: response.statusCode,
      headers: response.headers,
      body: await (response.statusCode === 200 ? readAll(response, most, url.host) : readSome(response)),
      host: url.host,
    };
  }
}

/** An answer after which another attempt may help. */
class PassingAnswer extends Error {
  constructor(public readonly answer: Answer) {
    super();
  }
}

/** What is wanted is read as a whole, or refused. */
async function readAll({ body }: Dispatcher.ResponseData, most: number, host: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  if (await fill(chunks, body, most)) return Buffer.concat(chunks);
  throw new RegistryError(`${host} answers with more than ${most} bytes, which is refused`);
}

/** Of an error as much as comes, and a message can show; its status is known even so. */
async function readSome({ body }: Dispatcher.ResponseData): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  await fill(chunks, body, LIMITS.errorBytes).catch(() => false);
  return Buffer.concat(chunks);
}

/** @returns whether that is all */
async function fill(chunks: Uint8Array[], body: AsyncIterable<Uint8Array>, most: number): Promise<boolean> {
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) return false;
  }
  return true;
}
