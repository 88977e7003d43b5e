import { createHash } from "node:crypto";
import { LIMITS } from "./limits";
import { Authentication } from "./authentication";
import { findCredentials, howToLogIn } from "./credentials";
import { Http, type Answer, type HttpSettings, type Request } from "./http";
import { SHA256, type ImageName } from "./image-name";
import { ACCEPTED, refuseSchema1 } from "./manifest";
import { fieldsOf } from "../base/objects";
import { TAG } from "../base/image-reference";
import { toldWait } from "./retries";
import { RegistryError, excerpt, type SentSecrets } from "./registry-error";

/** Bytes that are what their digest says. */
export interface Content {
  readonly digest: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/** One registry: what it has under a tag or a digest. */
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
    this.#authentication = new Authentication(this.#http, secrets, () => findCredentials(registry, environment));
  }

  /**
   * The digest that a tag names; undefined where the registry does not say it.
   * @param hasOtherWay whether the manifest is asked for then, which some can give that fail for the digest alone
   */
  public async digestOf(image: ImageName, hasOtherWay = false): Promise<string | undefined> {
    const answer = await this.request(image, `manifests/${image.tag}`, { ...MANIFEST, method: "HEAD" });
    const { status } = answer;
    // To ask once more would be refused again, and cost as much.
    if (status === 429 || (status >= 500 && !hasOtherWay)) throw await this.failure(image, answer);
    refuseSchema1(contentTypeOf(answer));
    return status === 200 ? digestHeader(answer) : undefined;
  }

  /** The manifest of a digest, or of a tag. */
  public async manifest(image: ImageName, version: string): Promise<Content> {
    const answer = await this.request(image, `manifests/${version}`, MANIFEST);
    if (answer.status !== 200) throw await this.failure(image, answer);
    refuseSchema1(contentTypeOf(answer));
    return verified(answer, version);
  }

  public async config(image: ImageName, digest: string): Promise<Buffer> {
    const answer = await this.request(image, `blobs/${digest}`, { most: LIMITS.configBytes });
    if (answer.status !== 200) throw await this.failure(image, answer);
    return verified(answer, digest).body;
  }

  /** The tags of a repository that the first answer has; none where the registry does not tell them. */
  public async tags(image: ImageName): Promise<string[]> {
    const answer = await this.request(image, "tags/list", { most: LIMITS.manifestBytes });
    if (answer.status === 200) return tagsIn(answer.body);
    if (NO_TAGS.includes(answer.status)) return [];
    throw await this.failure(image, answer);
  }

  public async close(): Promise<void> {
    await this.#http.close();
  }

  private async request(image: ImageName, path: string, request: Request): Promise<Answer> {
    const url = new URL(`/v2/${image.repository}/${path}`, image.url);
    const authorization = await this.#authentication.header(image);
    const answer = await this.#http.request(url, { ...request, authorization });
    // A token may end at any time, and a registry that let /v2/ pass may ask for one now.
    if (answer.status !== 401 || answer.host !== url.host) return answer;
    const renewed = await this.#authentication.renew(image, authorization, answer);
    return renewed === authorization ? answer : await this.#http.request(url, { ...request, authorization: renewed });
  }

  private async failure(image: ImageName, answer: Answer): Promise<RegistryError> {
    const { status, headers, host } = answer;
    const said = excerpt(answer, this.secrets);
    const what = `${host} answers ${status}`;
    const login = howToLogIn(image.registry);
    if (status === 404) return new RegistryError(`${what}${said}; there is no such image or tag, check both`);
    if (status === 429)
      return new RegistryError(`${what}${toldWait(headers)}${said}; wait, or log in for more: ${login}`);
    if (status >= 500) return new RegistryError(`${what}${toldWait(headers)}${said}; try again later`);
    if (status !== 401 && status !== 403) return new RegistryError(`${what}${said}; check the name of the registry`);
    // Where the registry redirects to, no login goes.
    const source = host === image.url.host ? await this.#authentication.source() : undefined;
    const who = source === undefined ? "without a login" : `for the login of ${source}`;
    return new RegistryError(`${what} ${who}${said}; check the name, or log in: ${login}`);
  }
}

const TAG_NAME = new RegExp(`^${TAG}$`);
/** To a question for tags, of a registry that does not offer them, or not to everybody. */
const NO_TAGS = [401, 403, 404, 405];
const MANIFEST = { headers: { accept: ACCEPTED.join(", ") }, most: LIMITS.manifestBytes } as const;

function tagsIn(body: Buffer): string[] {
  try {
    const { tags } = fieldsOf(JSON.parse(body.toString()));
    return Array.isArray(tags)
      ? tags.filter((tag): tag is string => typeof tag === "string" && TAG_NAME.test(tag))
      : [];
  } catch {
    return [];
  }
}

function contentTypeOf({ headers }: Answer): string {
  return String(headers["content-type"] ?? "")
    .replace(/;.*$/, "")
    .trim();
}

function digestHeader({ headers }: Answer): string | undefined {
  const digest = headers["docker-content-digest"];
  return typeof digest === "string" && SHA256.test(digest) ? digest : undefined;
}

/** What was sent, if it is what was asked for and what was said to be sent. */
function verified(answer: Answer, asked: string): Content {
  const { body, host } = answer;
  const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
  const told = [asked, digestHeader(answer)].filter((each) => each !== undefined && SHA256.test(each));
  const other = told.find((each) => each !== digest);
  if (other !== undefined)
    throw new RegistryError(`broken digest: ${host} answers with ${digest} in place of ${other}; do not use it`);
  return { digest, contentType: contentTypeOf(answer), body };
}
