import type { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import type { Dispatcher } from "undici";
import { depthOfAddress, depthOfHost, type Depth } from "./addresses";
import { namedProxy } from "./proxy";
import { RegistryError } from "./registry-error";

export type Timeouts = Readonly<Record<"connectMs" | "headersMs" | "bodyMs" | "requestMs", number>>;

/** The hosts that a registry may send its client to, and the connections to them. */
export class Network {
  #dispatcher?: Promise<Dispatcher>;
  /** Of the registry. A name can change its addresses: the least that was seen counts. */
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

  /** Ends all that is under way; what is asked for afterwards has new connections. */
  public async close(): Promise<void> {
    const dispatcher = this.#dispatcher;
    this.#dispatcher = undefined;
    await (await dispatcher?.catch(() => undefined))?.destroy();
  }

  /** @throws RegistryError for a URL that the registry may not send to */
  public check({ protocol, username, password, hostname, host }: URL): void {
    const depth = depthOfHost(hostname);
    const isPlainAllowed = protocol === "http:" && this.registry.protocol === "http:" && depth === 2;
    if (protocol !== "https:" && !isPlainAllowed) throw this.refusal(host, "without https");
    if (username !== "" || password !== "") throw this.refusal(host, "with a login in its URL");
    if (depth !== undefined) this.checkDepth(host, depth);
  }

  private checkDepth(host: string, depth: Depth): void {
    if (depth > (this.#depth ?? 0)) throw this.refusal(host, "which has a private address");
  }

  private refusal(host: string, why: string): RegistryError {
    return new RegistryError(
      `the registry ${this.registry.host} sends to ${host}, ${why}, which is refused; ask who runs it`,
    );
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
      clientFactory: (proxy, options) => namedProxy(new Pool(proxy, { ...options, headersTimeout }), proxy),
    });
  }

  /** Names are checked when they are resolved: no other address can be connected to afterwards. */
  private readonly checkedLookup: LookupFunction = (hostname, options, callback) => {
    this.lookup(hostname, { ...options, all: true }, (error, addresses) => {
      try {
        if (error !== null) throw error;
        const depths = addresses.map(({ address }) => depthOfAddress(address));
        if (hostname === this.registry.hostname) this.#depth = Math.min(this.#depth ?? 3, ...depths) as Depth;
        else this.checkDepth(hostname, Math.max(...depths) as Depth);
        callback(null, addresses);
      } catch (refusal) {
        callback(refusal as Error, []);
      }
    });
  };

  private proxies(): { readonly httpProxy: string; readonly httpsProxy: string; readonly noProxy: string } {
    const given = (name: string) => this.environment[name] ?? this.environment[name.toUpperCase()] ?? "";
    const proxy = (name: string) => {
      const value = given(name);
      if (value === "") return "";
      // curl, Docker and crane take a proxy without a scheme as well.
      const text = value.includes("://") ? value : `http://${value}`;
      if (isProxy(text)) return text;
      throw new RegistryError(`${name.toUpperCase()} is no URL; write http://host:port`);
    };
    const noProxy = given("no_proxy");
    // No proxy reaches this machine: Docker and crane never ask one for it.
    const local = this.registry.protocol === "http:" ? `,${this.registry.hostname}` : "";
    return {
      httpProxy: proxy("http_proxy"),
      httpsProxy: proxy("https_proxy"),
      noProxy: noProxy.trim() === "*" ? "*" : `${noProxy}${local}`,
    };
  }
}

/** Whether it is a URL, with a login that can be decoded if there is one. */
function isProxy(text: string): boolean {
  try {
    const { username, password } = new URL(text);
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
