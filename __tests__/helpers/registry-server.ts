import { createHash } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

export const OCI_IMAGE = "application/vnd.oci.image.manifest.v1+json";
export const OCI_INDEX = "application/vnd.oci.image.index.v1+json";

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}
/** Returns true if it sent a response. */
type Interceptor = (request: RecordedRequest, response: ServerResponse) => boolean;

export interface TokenSettings {
  /** @default - everyone gets a token */
  readonly login?: string;
  readonly realm?: string;
  readonly field?: "token" | "access_token";
  readonly identityToken?: string;
}

export const sha256 = (content: string | Buffer) => `sha256:${createHash("sha256").update(content).digest("hex")}`;

interface Stored {
  readonly type: string;
  readonly content: string;
}

/** A registry of the distribution specification, on 127.0.0.1. `intercept` adds unusual behavior. */
export class RegistryServer {
  public readonly requests: RecordedRequest[] = [];
  readonly #manifests = new Map<string, Stored>();
  readonly #blobs = new Map<string, string>();
  readonly #interceptors: Interceptor[] = [];
  readonly #tokens = new Map<string, string>();
  #challenge?: (request: RecordedRequest) => string | undefined;
  #issued = 0;

  private constructor(private readonly server: Server) {
    server.on("request", (request: IncomingMessage, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { pathname, searchParams } = new URL(request.url!, "http://registry");
        const { method, headers } = request;
        const body = Buffer.concat(chunks).toString();
        const recorded = { method: method!, path: pathname, query: searchParams, headers, body };
        this.requests.push(recorded);
        this.answer(recorded, response);
      });
    });
  }

  public static async start(tls?: { readonly key: Buffer; readonly cert: Buffer }): Promise<RegistryServer> {
    const server = tls === undefined ? createServer() : createTlsServer(tls);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new RegistryServer(server);
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** The requests, such as `HEAD /v2/a/manifests/latest`. */
  public get log(): string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  public intercept(method: string, path: RegExp, answer: (response: ServerResponse, request: RecordedRequest) => void) {
    this.#interceptors.push((request, response) => {
      if (request.method !== method || !path.test(request.path)) return false;
      answer(response, request);
      return true;
    });
  }

  /** Tokens for everyone, or for one login. */
  public requireTokens({ login, realm, field = "token", identityToken }: TokenSettings = {}): void {
    const where = realm ?? `http://${this.host}/token`;
    this.intercept(identityToken === undefined ? "GET" : "POST", /^\/token$/, (response, request) => {
      const { headers, query, body } = request;
      const form = new URLSearchParams(body);
      const isKnown =
        identityToken === undefined
          ? login === undefined || headers.authorization === basic(login)
          : form.get("refresh_token") === identityToken && form.get("grant_type") === "refresh_token";
      const scope = (identityToken === undefined ? query : form).get("scope") ?? "";
      if (!isKnown) {
        respond(response, 401, JSON.stringify({ details: "incorrect username or password" }));
        return;
      }
      const token = `issued-token-${++this.#issued}`;
      this.#tokens.set(token, scope);
      respond(response, 200, JSON.stringify({ [field]: token, expires_in: 300 }));
    });
    this.#challenge = ({ path, headers }) => {
      const scope = this.#tokens.get(headers.authorization?.replace("Bearer ", "") ?? "");
      const repository = /^\/v2\/(.+)\/(manifests|blobs)\//.exec(path)?.[1];
      const requiredScope = `repository:${repository}:pull`;
      if (scope === requiredScope) return undefined;
      const parameter = repository === undefined ? "" : `,scope="${requiredScope}"`;
      return `Bearer realm="${where}",service="registry.test"${parameter}`;
    };
  }

  public requireBasic(login: string): void {
    this.#challenge = ({ headers }) =>
      headers.authorization === basic(login) ? undefined : 'Basic realm="registry", charset="UTF-8"';
  }

  /** Expires all tokens. */
  public endTokens(): void {
    this.#tokens.clear();
  }

  public putBlob(content: string) {
    this.#blobs.set(sha256(content), content);
    return { mediaType: "application/octet-stream", digest: sha256(content), size: content.length };
  }

  /** @param tag other than its digest */
  public putManifest(repository: string, tag: string, manifest: object, type: string): string {
    const stored = { type, content: JSON.stringify(manifest) };
    const digest = sha256(stored.content);
    for (const version of [tag, digest]) this.#manifests.set(`${repository}/manifests/${version}`, stored);
    return digest;
  }

  /** Adds a tag to a digest. */
  public retag(repository: string, digest: string, tag: string): void {
    this.#manifests.set(`${repository}/manifests/${tag}`, this.#manifests.get(`${repository}/manifests/${digest}`)!);
  }

  /** Adds an image with unique content; the layers have 1000 and 200 bytes. */
  public putImage(repository: string, tag: string, platform: object = { os: "linux", architecture: "amd64" }) {
    const config = this.putBlob(JSON.stringify({ ...platform, tag }));
    const layers = [1000, 200].map((size) => ({ mediaType: "layer", digest: sha256(`${tag}${size}`), size }));
    const manifest = { schemaVersion: 2, mediaType: OCI_IMAGE, config, layers };
    const digest = this.putManifest(repository, tag, manifest, OCI_IMAGE);
    return { digest, configDigest: config.digest, size: config.size + 1200 };
  }

  /** Adds an index with an image and an attestation for each platform. */
  public putIndex(repository: string, tag: string, platforms: readonly (object | undefined)[]) {
    const images = platforms.map((platform, at) => ({
      platform,
      ...this.putImage(repository, `${tag}-${at}`, platform ?? { os: "linux", architecture: "amd64" }),
    }));
    const manifests = images.flatMap(({ platform, digest }) => [
      { mediaType: OCI_IMAGE, digest, size: 500, platform },
      { mediaType: OCI_IMAGE, digest: sha256(digest), size: 500, platform: { os: "unknown", architecture: "unknown" } },
    ]);
    const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests };
    return { digest: this.putManifest(repository, tag, index, OCI_INDEX), images };
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: RecordedRequest, response: ServerResponse): void {
    if (this.#interceptors.some((intercept) => intercept(request, response))) return;
    const challenge = this.#challenge?.(request);
    if (challenge !== undefined) {
      const errors = [{ code: "UNAUTHORIZED", message: "authentication required" }];
      respond(response, 401, JSON.stringify({ errors }), { "www-authenticate": challenge });
      return;
    }
    if (request.path === "/v2/") {
      respond(response, 200, "{}");
      return;
    }
    const listed = /^\/v2\/(.+)\/tags\/list$/.exec(request.path)?.[1];
    if (listed !== undefined) {
      const start = `${listed}/manifests/`;
      const versions = [...this.#manifests.keys()].filter((key) => key.startsWith(start));
      const tags = versions.map((key) => key.slice(start.length)).filter((version) => !version.includes(":"));
      respond(response, 200, JSON.stringify({ name: listed, tags: tags.sort() }));
      return;
    }
    const manifest = this.#manifests.get(request.path.replace("/v2/", ""));
    const blob = this.#blobs.get(request.path.replace(/^.*\/blobs\//, ""));
    if (manifest !== undefined) {
      const { content, type } = manifest;
      respond(response, 200, content, { "content-type": type, "docker-content-digest": sha256(content) });
    } else if (blob !== undefined) respond(response, 200, blob);
    else
      respond(response, 404, JSON.stringify({ errors: [{ code: "MANIFEST_UNKNOWN", message: "manifest unknown" }] }));
  }
}

/** Adds an image for linux/amd64 inside several levels of indexes, each with entries for the next level. */
export function nest(server: RegistryServer, levels: number, tag: string, entries: (digest: string) => object[]) {
  let { digest } = server.putImage("shop/api", `${tag}-image`);
  for (let level = levels; level >= 0; level--) {
    const manifests = entries(digest);
    digest = server.putManifest("shop/api", level === 0 ? tag : `${tag}-${level}`, { manifests }, OCI_INDEX);
  }
  return digest;
}

export function respond(response: ServerResponse, status: number, body = "", headers: OutgoingHttpHeaders = {}): void {
  response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers });
  // Node omits the body of a response to HEAD.
  response.end(body);
}

export function basic(login: string): string {
  return `Basic ${Buffer.from(login).toString("base64")}`;
}
