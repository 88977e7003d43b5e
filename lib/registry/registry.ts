import { createHash } from "node:crypto";
import { TAG } from "../base/image-reference";
import { fieldsOf } from "../base/objects";
import { Authentication } from "./authentication";
import { CredentialStore, howToLogIn } from "./credentials";
import { Http, type HttpSettings, type Request, type Response } from "./http";
import { SHA256, type ImageName } from "./image-name";
import { LIMITS } from "./limits";
import { ACCEPTED, rejectSchema1 } from "./manifest";
import { RegistryError, excerpt, type SentSecrets } from "./registry-error";
import { rateLimitNote } from "./retries";

/** Content that matches its digest. */
export interface Content {
  readonly digest: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/** One registry: reads manifests, configs and tags. */
export class Registry {
  readonly #http: Http;
  readonly #authentication: Authentication;

  constructor(
    { registry, url }: ImageName,
    environment: NodeJS.ProcessEnv,
    private readonly secrets: SentSecrets,
    settings?: Partial<HttpSettings>,
  ) {
    this.#http = new Http(url, environment, settings);
    this.#authentication = new Authentication(this.#http, secrets, new CredentialStore(registry, environment));
  }

  /**
   * The current digest of a tag; undefined if the registry does not send it.
   * @param hasFallback whether the caller reads the manifest next: some registries fail with 5xx only for this request
   * @throws RegistryError if the registry is rate-limited, or fails and there is no fallback
   */
  public async digestOf(image: ImageName, hasFallback = false): Promise<string | undefined> {
    const response = await this.request(image, `manifests/${image.tag}`, { ...MANIFEST, method: "HEAD" });
    const { status } = response;
    // After 429 the fallback would be rejected too, and count as another request.
    if (status === 429 || (status >= 500 && !hasFallback)) throw await this.statusError(image, response);
    rejectSchema1(contentTypeOf(response));
    return status === 200 ? digestHeader(response) : undefined;
  }

  /** The manifest of a digest or a tag. */
  public async manifest(image: ImageName, version: string): Promise<Content> {
    const response = await this.request(image, `manifests/${version}`, MANIFEST);
    if (response.status !== 200) throw await this.statusError(image, response);
    rejectSchema1(contentTypeOf(response));
    return verifyDigest(response, version);
  }

  public async config(image: ImageName, digest: string): Promise<Buffer> {
    const response = await this.request(image, `blobs/${digest}`, { maxBytes: LIMITS.configBytes });
    if (response.status !== 200) throw await this.statusError(image, response);
    return verifyDigest(response, digest).body;
  }

  /** The tags on the first page of a repository's list; empty if the registry does not list tags. */
  public async tags(image: ImageName): Promise<string[]> {
    const response = await this.request(image, "tags/list", { maxBytes: LIMITS.manifestBytes });
    if (response.status === 200) return parseTags(response.body);
    if (NO_TAGS.includes(response.status)) return [];
    throw await this.statusError(image, response);
  }

  /** What is broken on this machine, without preventing the access to public images. */
  public async notes(): Promise<string[]> {
    return await this.#authentication.notes();
  }

  public async close(): Promise<void> {
    await this.#http.close();
  }

  private async request(image: ImageName, path: string, request: Request): Promise<Response> {
    const url = new URL(`/v2/${image.repository}/${path}`, image.url);
    const authorization = await this.#authentication.header(image);
    const response = await this.#http.request(url, { ...request, authorization });
    // A token may expire, and a registry that does not require one for /v2/ may require one now.
    if (response.status !== 401 || response.host !== url.host) return response;
    const renewed = await this.#authentication.renew(image, authorization, response);
    return renewed === authorization ? response : await this.#http.request(url, { ...request, authorization: renewed });
  }

  private async statusError(image: ImageName, response: Response): Promise<RegistryError> {
    const { status, headers, host } = response;
    const text = excerpt(response, this.secrets);
    const note = rateLimitNote(headers);
    const details = { host, status };
    const problem = `${host} returned ${status}`;
    const login = howToLogIn(image.registry);
    if (status === 404) {
      // Some registries do not reveal private images.
      const notes = await this.notes();
      const remedy = notes.length === 0 ? ". Check the image name and the tag." : `; ${notes.join(" ")}`;
      return new RegistryError("image-not-found", `${problem}${text}${remedy}`, details);
    }
    if (status === 429)
      return new RegistryError(
        "rate-limited",
        `${problem}${note}${text}. Wait, or ${login} for a higher limit.`,
        details,
      );
    if (status >= 500) return new RegistryError("server-error", `${problem}${note}${text}. Try again later.`, details);
    if (status !== 401 && status !== 403)
      return new RegistryError("unexpected-status", `${problem}${text}. Check the name of the registry.`, details);
    if (host === image.url.host)
      return await this.#authentication.deniedError("access-denied", image, `${problem} to a request`, response);
    // The target of a redirect gets no credentials.
    const remedy = `Check the image name, or ${login}`;
    const message = `${problem} to a request without credentials${text}. ${remedy}.`;
    return new RegistryError("access-denied", message, details);
  }
}

const TAG_NAME = new RegExp(`^${TAG}$`);
/** The statuses of registries that do not list tags, or not to everyone. */
const NO_TAGS = [401, 403, 404, 405];
const MANIFEST = { headers: { accept: ACCEPTED.join(", ") }, maxBytes: LIMITS.manifestBytes } as const;

function parseTags(body: Buffer): string[] {
  try {
    const { tags } = fieldsOf(JSON.parse(body.toString()));
    return Array.isArray(tags)
      ? tags.filter((tag): tag is string => typeof tag === "string" && TAG_NAME.test(tag))
      : [];
  } catch {
    return [];
  }
}

function contentTypeOf({ headers }: Response): string {
  return String(headers["content-type"] ?? "")
    .replace(/;.*$/, "")
    .trim();
}

function digestHeader({ headers }: Response): string | undefined {
  const digest = headers["docker-content-digest"];
  return typeof digest === "string" && SHA256.test(digest) ? digest : undefined;
}

/** @throws RegistryError if the content does not match the digest of the request or of the response's header */
function verifyDigest(response: Response, version: string): Content {
  const { body, host } = response;
  const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
  const expected = [version, digestHeader(response)].find(
    (each) => each !== undefined && SHA256.test(each) && each !== digest,
  );
  if (expected !== undefined) {
    const problem = `${host} returned content with the wrong digest, expected ${expected}, got ${digest}`;
    throw new RegistryError("digest-mismatch", `${problem}. Do not use the image.`, { host });
  }
  return { digest, contentType: contentTypeOf(response), body };
}
