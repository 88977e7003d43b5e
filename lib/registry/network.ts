import type { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import type { Dispatcher } from "undici";
import { depthOfAddress, depthOfHost, type Depth } from "./addresses";
import type { RegistryErrorCode } from "./error-codes";
import { namingProxy } from "./proxy";
import { RegistryError } from "./registry-error";

export type Timeouts = Readonly<Record<"connectMs" | "headersMs" | "bodyMs" | "requestMs", number>>;

/** The connections to a registry, and to the servers that it may send its clients to. */
export class Network {
  #dispatcher?: Promise<Dispatcher>;
  /** The registry's depth; undefined until its name is resolved. A name can change its addresses: the lowest depth counts. */
  #depth: Depth | undefined;

  constructor(
    private readonly registry: URL,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly timeouts: Timeouts,
    private readonly lookup: typeof systemLookup,
  ) {
    this.#depth = depthOfHost(registry.hostname);
  }

  public dispatcher(): Promise<Dispatcher> {
    return (this.#dispatcher ??= this.connect());
  }

  /** Aborts all requests. Later requests open new connections. */
  public async close(): Promise<void> {
    const dispatcher = this.#dispatcher;
    this.#dispatcher = undefined;
    await (await dispatcher?.catch(() => undefined))?.destroy();
  }

  /** @throws RegistryError if the registry may not send its clients to the URL */
  public check({ protocol, username, password, hostname, host }: URL): void {
    const depth = depthOfHost(hostname);
    const isPlainAllowed = protocol === "http:" && this.registry.protocol === "http:" && depth === 2;
    if (protocol !== "https:" && !isPlainAllowed) throw this.error("insecure-url", host, "the URL is not https");
    if (username !== "" || password !== "")
      throw this.error("credentials-in-url", host, "the URL contains credentials");
    if (depth !== undefined && this.isTooDeep(depth)) throw this.privateAddress(host);
  }

  private isTooDeep(depth: Depth): boolean {
    return depth > (this.#depth ?? 0);
  }

  private privateAddress(host: string): RegistryError {
    return this.error("private-address", host, "the address is private");
  }

  private error(code: RegistryErrorCode, host: string, reason: string): RegistryError {
    const target = host === "" ? "a URL with no host" : host;
    const problem = `${this.registry.host} sends the client to ${target}, which is not allowed: ${reason}`;
    return new RegistryError(code, `${problem}. Contact the operator of the registry.`, { host });
  }

  private async connect(): Promise<Dispatcher> {
    const { EnvHttpProxyAgent, Pool } = await import("undici");
    const { connectMs: timeout, headersMs: headersTimeout, bodyMs: bodyTimeout } = this.timeouts;
    return new EnvHttpProxyAgent({
      ...this.proxies(),
      headersTimeout,
      bodyTimeout,
      connect: { timeout, autoSelectFamily: true, lookup: this.checkedLookup },
      proxyTls: { timeout },
      clientFactory: (proxy, options) => namingProxy(new Pool(proxy, { ...options, headersTimeout }), proxy),
    });
  }

  /** Checks the addresses of a name as they are resolved: no connection can use another address afterwards. */
  private readonly checkedLookup: LookupFunction = (hostname, options, callback) => {
    this.lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const depths = addresses.map(({ address }) => depthOfAddress(address));
      if (hostname === this.registry.hostname) {
        this.#depth = depths.reduce((lowest, depth) => (depth < lowest ? depth : lowest), this.#depth ?? 3);
      } else if (depths.some((depth) => this.isTooDeep(depth))) {
        callback(this.privateAddress(hostname), []);
        return;
      }
      callback(null, addresses);
    });
  };

  private proxies(): { readonly httpProxy: string; readonly httpsProxy: string; readonly noProxy: string } {
    const variable = (name: string) => this.environment[name] ?? this.environment[name.toUpperCase()] ?? "";
    const proxy = (name: string) => {
      const value = variable(name);
      if (value === "") return "";
      // curl, Docker and crane also accept a proxy without a scheme.
      const url = value.includes("://") ? value : `http://${value}`;
      if (isProxyUrl(url)) return url;
      const remedy = "Set it to http://host:port";
      throw new RegistryError("proxy-url-invalid", `${name.toUpperCase()} is not a valid URL. ${remedy}.`);
    };
    const noProxy = variable("no_proxy");
    // Docker and crane never use a proxy for this machine.
    const local = this.registry.protocol === "http:" ? `,${this.registry.hostname}` : "";
    return {
      httpProxy: proxy("http_proxy"),
      httpsProxy: proxy("https_proxy"),
      noProxy: noProxy.trim() === "*" ? "*" : `${noProxy}${local}`,
    };
  }
}

/** Whether the text is a URL whose login, if any, can be decoded. */
function isProxyUrl(text: string): boolean {
  try {
    const { username, password } = new URL(text);
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
