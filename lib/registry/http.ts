import { lookup } from "node:dns";
import { setTimeout as wait } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { REGISTRY_CLIENT_LIMITS as LIMITS } from "../limits";
import { Network, type Timeouts } from "./network";
import { RegistryError } from "./registry-error";
import { waitAfter, type RequestFailure } from "./retries";

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
  readonly timeouts: Timeouts;
}

const SETTINGS: HttpSettings = {
  lookup,
  wait: (ms, signal) => wait(ms, undefined, { signal }),
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
    const signal = AbortSignal.timeout(this.#settings.timeouts.requestMs);
    let url = start;
    let { authorization } = request;
    for (let redirects = 0; ; redirects++) {
      this.#network.check(url);
      const answer = await this.attempt(url, { ...request, authorization }, signal);
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

  public async close(): Promise<void> {
    await this.#network.close();
  }

  private async attempt(url: URL, request: Request, signal: AbortSignal): Promise<Answer> {
    const { method = "GET", headers, authorization, body, most } = request;
    try {
      const { interceptors, request: send } = await import("undici");
      const retry = interceptors.retry({
        methods: [method],
        retry: (error, { state: { counter } }, done) => {
          const ms = waitAfter(error, counter);
          if (ms === undefined) done(error);
          else
            this.#settings.wait(ms, signal).then(
              () => {
                done(null);
              },
              () => {
                done(error);
              },
            );
        },
      });
      const response = await send(url, {
        method,
        headers: { ...COMMON_HEADERS, ...headers, ...(authorization !== undefined && { authorization }) },
        body,
        signal,
        dispatcher: (await this.#network.dispatcher()).compose(retry),
      });
      return {
        status: response.statusCode,
        headers: response.headers,
        body: await readBody(response, most, url.host),
        host: url.host,
      };
    } catch (error) {
      return answerOf(error as RequestFailure, url.host);
    }
  }
}

/** Of an error as much as a message can show; of what is wanted all, or it is refused. */
async function readBody({ statusCode, body }: Dispatcher.ResponseData, most: number, host: string): Promise<Buffer> {
  const isWanted = statusCode === 200;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= (isWanted ? most : LIMITS.errorBytes)) continue;
    if (isWanted) throw new RegistryError(`${host} answers with more than ${most} bytes, which is refused`);
    break;
  }
  return Buffer.concat(chunks);
}

/** An answer that no further attempt made better, or the error in words. */
function answerOf(error: RequestFailure, host: string): Answer {
  if (error instanceof RegistryError) throw error;
  const { statusCode = 0, headers = {}, code = "", name, message } = error;
  if (statusCode >= 400) return { status: statusCode, headers, body: Buffer.alloc(0), host };
  if (name === "TimeoutError" || /TIMEOUT|ETIMEDOUT/.test(code))
    throw new RegistryError(`${host} does not answer in time; try again, or see HTTPS_PROXY and NO_PROXY`);
  if (statusCode > 0 || code === "UND_ERR_SOCKET")
    throw new RegistryError(`${host} ended the connection before its answer was whole; try again`);
  if (/CERT|VERIFY|ISSUER/.test(code))
    throw new RegistryError(
      `the certificate of ${host} is not trusted (${code}); name the file of its authority in NODE_EXTRA_CA_CERTS`,
    );
  throw new RegistryError(`${host} can't be reached (${message || code}); check the name and the network`);
}
