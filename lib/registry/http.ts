import { lookup } from "node:dns";
import { setTimeout as wait } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { withDeadline } from "./deadline";
import { requestError, systemCode, timeoutError } from "./failures";
import { LIMITS } from "./limits";
import { Network, type Timeouts } from "./network";
import { ProxyError } from "./proxy";
import { RegistryError } from "./registry-error";
import { isRetryableCode, isRetryableStatus, requestedWaitMs } from "./retries";

export interface Request {
  readonly method?: "GET" | "HEAD" | "POST";
  /** Headers of Amazon's signatures, and Scaleway's secret key, are sent only to the origin of the URL. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent only to the origin of the URL. */
  readonly authorization?: string;
  readonly body?: string;
  /** The size limit of the body of a response with status 200. */
  readonly maxBytes: number;
  /** Aborts the request, with its attempts and waits. */
  readonly signal?: AbortSignal | undefined;
}

export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** The server that sent the response, after redirects. */
  readonly host: string;
}

/** Replaced by tests, so that they neither wait nor resolve names. */
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

// A digest is the hash of the uncompressed content.
const COMMON_HEADERS = { "user-agent": "scw-containers", "accept-encoding": "identity" };

/** Sends requests to one registry and to the servers that the registry names. */
export class Http {
  readonly #network: Network;
  readonly #settings: HttpSettings;

  constructor(registry: URL, environment: NodeJS.ProcessEnv, settings?: Partial<HttpSettings>) {
    this.#settings = { ...SETTINGS, ...settings };
    this.#network = new Network(registry, environment, this.#settings.timeouts, this.#settings.lookup);
  }

  /**
   * Follows redirects, and returns a response with any other status.
   * @throws RegistryError if there is no complete response, or a redirect is not allowed
   */
  public async request(start: URL, request: Request): Promise<Response> {
    const { requestMs } = this.#settings.timeouts;
    return await withDeadline(
      requestMs,
      (deadline) => {
        const { signal } = request;
        return this.follow(start, request, signal === undefined ? deadline : AbortSignal.any([deadline, signal]));
      },
      () => {
        // undici does not abort a request that has no connection yet.
        void this.#network.close();
        return timeoutError({ host: start.host });
      },
    );
  }

  public async close(): Promise<void> {
    await this.#network.close();
  }

  private async follow(start: URL, request: Request, signal: AbortSignal): Promise<Response> {
    let url = start;
    let { authorization, headers } = request;
    for (let redirects = 0; ; redirects++) {
      this.#network.check(url);
      const response = await this.send(url, { ...request, authorization, headers }, signal);
      const { location } = response.headers;
      if (![301, 302, 303, 307, 308].includes(response.status) || typeof location !== "string") return response;
      const target = redirectTarget(url, location, request);
      if (redirects === LIMITS.redirects) {
        const problem = `${start.host} redirects more than ${LIMITS.redirects} times`;
        throw new RegistryError("redirect-limit", `${problem}. ${CONTACT}.`, { host: start.host });
      }
      // A redirect back to the first origin does not get the credentials again.
      if (target.origin !== start.origin) {
        authorization = undefined;
        headers = withoutCredentials(headers);
      }
      url = target;
    }
  }

  /** Sends a request again while another attempt may succeed, with growing waits or the wait that the server requests. */
  private async send(url: URL, request: Request, signal: AbortSignal): Promise<Response> {
    const { backOff } = await import("exponential-backoff");
    const attempt = async () => {
      const response = await this.sendOnce(url, request, signal);
      if (isRetryableStatus(response.status)) throw new RetryableResponse(response);
      return response;
    };
    const retry = async (failure: unknown, attempts: number) =>
      attempts < LIMITS.attempts && (await this.isReadyForRetry(failure, signal));
    const { firstWaitMs: startingDelay } = this.#settings;
    try {
      return await backOff(attempt, { numOfAttempts: LIMITS.attempts, startingDelay, retry });
    } catch (error) {
      if (error instanceof RetryableResponse) return error.response;
      throw requestError(error, { host: url.host });
    }
  }

  /** Waits as the server requests; false if another attempt cannot succeed, or not in time. */
  private async isReadyForRetry(failure: unknown, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    if (failure instanceof ProxyError) return failure.isRetryable;
    if (!(failure instanceof RetryableResponse)) return isRetryableCode(systemCode(failure));
    const ms = requestedWaitMs(failure.response.headers);
    if (ms === undefined) return false;
    if (ms === 0) return true;
    return await this.#settings.wait(ms, signal).then(
      () => true,
      () => false,
    );
  }

  private async sendOnce(url: URL, request: Request, signal: AbortSignal): Promise<Response> {
    const { method = "GET", headers, authorization, body, maxBytes } = request;
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
      body: await (response.statusCode === 200 ? readAll(response, maxBytes, url.host) : readStart(response)),
      host: url.host,
    };
  }
}

const CONTACT = "Contact the operator of the registry";

/** A response after which another attempt may succeed. */
class RetryableResponse extends Error {
  constructor(public readonly response: Response) {
    super();
  }
}

function redirectTarget(url: URL, location: string, { method }: Request): URL {
  const { host } = url;
  if (method === "POST") {
    const problem = `${host} redirects a request with credentials, which is not allowed`;
    throw new RegistryError("redirect-with-credentials", `${problem}. ${CONTACT}.`, { host });
  }
  const target = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  if (target === undefined || (url.protocol === "https:" && target.protocol === "http:"))
    throw new RegistryError(
      "redirect-invalid",
      `${host} redirects to a URL that is not valid or not https. ${CONTACT}.`,
      { host },
    );
  return target;
}

async function readAll({ body }: Dispatcher.ResponseData, maxBytes: number, host: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  if (await readChunks(chunks, body, maxBytes)) return Buffer.concat(chunks);
  const problem = `${host} returned more than ${maxBytes} bytes`;
  throw new RegistryError("response-too-large", `${problem}. Check that the host is an image registry.`, { host });
}

/** The start of an error's body, as far as the connection lasts: the status alone is already useful. */
async function readStart({ body }: Dispatcher.ResponseData): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  await readChunks(chunks, body, LIMITS.errorBytes).catch(() => false);
  return Buffer.concat(chunks);
}

/** @returns whether the body ended within the limit */
async function readChunks(chunks: Uint8Array[], body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<boolean> {
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) return false;
  }
  return true;
}

/** Headers without those of Amazon's signatures, such as the token of a session, and without Scaleway's secret key. */
function withoutCredentials(headers: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^x-(amz|auth)-/.test(name)));
}
