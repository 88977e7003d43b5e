import { fieldsOf } from "../base/objects";
import { isScalewayRegistryHost } from "../facts/registry-hosts";
import { parseChallenges, type Challenge } from "./challenges";
import type { Credentials } from "./auth-config";
import { howToLogIn, type CredentialStore, type FoundCredentials } from "./credentials";
import type { RegistryErrorCode } from "./error-codes";
import type { Http, Response } from "./http";
import type { ImageName } from "./image-name";
import { LIMITS } from "./limits";
import { RegistryError, excerpt, type SentSecrets } from "./registry-error";
import { rateLimitNote } from "./retries";

/** Authenticates to one registry: without credentials, with a password, or with a token per repository. */
export class Authentication {
  #challenge?: Promise<Challenge | undefined>;
  readonly #found = new Map<string, Promise<FoundCredentials>>();
  readonly #headers = new Map<string, Promise<string | undefined>>();

  constructor(
    private readonly http: Http,
    private readonly secrets: SentSecrets,
    private readonly store: CredentialStore,
  ) {}

  /** The Authorization header for a repository. */
  public async header(image: ImageName): Promise<string | undefined> {
    const { repository } = image;
    const header =
      this.#headers.get(repository) ?? this.challenge(image).then((challenge) => this.authorize(image, challenge));
    this.#headers.set(repository, header);
    return await header;
  }

  /** A new header after a rejected one; the same header if there is no other. */
  public async renew(image: ImageName, rejected: string | undefined, response: Response): Promise<string | undefined> {
    const current = await this.header(image);
    // A concurrent request may already have renewed the header.
    if (current !== rejected) return current;
    const renewed = this.authorize(image, preferredChallenge(response) ?? (await this.challenge(image)));
    this.#headers.set(image.repository, renewed);
    return await renewed;
  }

  /** Broken credentials, and what was used instead. */
  public async notes(): Promise<string[]> {
    const found = await Promise.all(this.#found.values());
    const notes = found.flatMap((each) =>
      each.problems.map(({ message }) => `${this.store.registry} is accessed ${describe(each)}: ${message}`),
    );
    return [...new Set(notes)];
  }

  /** The error for a rejected request. It also names broken credentials, which may be the cause. */
  public async deniedError(
    code: RegistryErrorCode,
    image: ImageName,
    problem: string,
    response: Response,
  ): Promise<RegistryError> {
    const { status, host } = response;
    const found = await this.credentials(image);
    const text = excerpt(response, this.secrets);
    const [first] = found.problems;
    const messages = found.problems.map(({ message }) => message).join(" ");
    const remedy = first === undefined ? `. Check the image name, or ${howToLogIn(image.registry)}.` : `; ${messages}`;
    const message = `${problem} ${describe(found)}${text}${remedy}`;
    return new RegistryError(first?.code ?? code, message, { host, status });
  }

  private credentials({ repository }: ImageName): Promise<FoundCredentials> {
    const found = this.#found.get(repository) ?? this.store.find(repository);
    this.#found.set(repository, found);
    return found;
  }

  /** The challenge of the registry's /v2/ endpoint; undefined if the registry does not require credentials there. */
  private challenge({ url }: ImageName): Promise<Challenge | undefined> {
    const request = { maxBytes: LIMITS.tokenBytes };
    return (this.#challenge ??= this.http.request(new URL("/v2/", url), request).then((response) => {
      const challenge = response.status === 401 ? preferredChallenge(response) : undefined;
      // GitHub sends the scope of an example image.
      challenge?.parameters.delete("scope");
      return challenge;
    }));
  }

  private async authorize(image: ImageName, challenge: Challenge | undefined): Promise<string | undefined> {
    if (challenge === undefined) return undefined;
    const found = await this.credentials(image);
    const { credentials } = found;
    if (challenge.scheme === "bearer") return `Bearer ${await this.token(image, challenge, credentials)}`;
    if (credentials === undefined) return undefined;
    if ("identityToken" in credentials) {
      const problem = `${image.registry} requires a password, and the credentials from ${credentials.source} are an identity token`;
      const remedy = `To use a password, ${howToLogIn(image.registry)}`;
      const error = new RegistryError("password-required", `${problem}. ${remedy}.`);
      this.#found.set(image.repository, Promise.resolve({ problems: [...found.problems, error], emptyHelpers: [] }));
      return undefined;
    }
    return this.basic(image.url.host, credentials);
  }

  private basic(host: string, { username, password }: Extract<Credentials, { readonly password: string }>): string {
    const encoded = Buffer.from(`${username}:${password}`).toString("base64");
    this.secrets.send(host, password, encoded);
    return `Basic ${encoded}`;
  }

  private async token(image: ImageName, { parameters }: Challenge, credentials?: Credentials): Promise<string> {
    const url = tokenUrl(image, parameters.get("realm") ?? "");
    if (credentials !== undefined) checkTokenServer(image.registry, url);
    const service = parameters.get("service") ?? "";
    const query: [name: string, value: string][] = [["scope", scopeOf(image, parameters)]];
    if (service !== "") query.push(["service", service]);
    const response = await this.requestToken(url, query, credentials);
    const { host, status } = response;
    if (status !== 200) throw await this.tokenError(image, response);
    const token = tokenOf(response.body);
    if (token === undefined) {
      throw new RegistryError("token-missing", `${host} returned no valid token. Try again.`, { host, status });
    }
    this.secrets.add(token);
    return token;
  }

  private async requestToken(url: URL, query: [string, string][], credentials?: Credentials): Promise<Response> {
    const maxBytes = LIMITS.tokenBytes;
    if (credentials !== undefined && "identityToken" in credentials) {
      this.secrets.send(url.host, credentials.identityToken);
      const grant = { grant_type: "refresh_token", refresh_token: credentials.identityToken };
      const body = new URLSearchParams([...query, ...Object.entries({ ...grant, client_id: "scw-containers" })]);
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      return await this.http.request(url, { method: "POST", headers, body: body.toString(), maxBytes });
    }
    for (const [name, value] of query) url.searchParams.append(name, value);
    if (credentials === undefined) return await this.http.request(url, { maxBytes });
    url.searchParams.append("account", credentials.username);
    return await this.http.request(url, { authorization: this.basic(url.host, credentials), maxBytes });
  }

  private async tokenError(image: ImageName, response: Response): Promise<RegistryError> {
    const { status, host, headers } = response;
    const problem = `${host} returned ${status} to a token request`;
    if (status === 429 || status >= 500) {
      const code = status === 429 ? "rate-limited" : "server-error";
      const message = `${problem}${rateLimitNote(headers)}${excerpt(response, this.secrets)}. Try again later.`;
      return new RegistryError(code, message, { host, status });
    }
    return await this.deniedError("token-denied", image, problem, response);
  }
}

function describe({ credentials, emptyHelpers }: FoundCredentials): string {
  if (credentials !== undefined) return `with the credentials from ${credentials.source}`;
  return `without credentials${emptyHelpers.length === 0 ? "" : ` (${emptyHelpers.join(", ")} has none)`}`;
}

/** Prefers Bearer to Basic, as crane does: a registry that offers both expects tokens. */
function preferredChallenge({ headers }: Response): Challenge | undefined {
  const challenges = parseChallenges(headers["www-authenticate"]);
  return ["bearer", "basic"].flatMap((scheme) => challenges.filter((challenge) => challenge.scheme === scheme))[0];
}

/** The registry's own scope, if it only allows a pull: a mirror may have other names for its repositories. */
function scopeOf({ repository }: ImageName, parameters: ReadonlyMap<string, string>): string {
  const scope = parameters.get("scope") ?? "";
  return /^repository:[^\s:]+:pull$/.test(scope) ? scope : `repository:${repository}:pull`;
}

function tokenUrl({ registry, url }: ImageName, realm: string): URL {
  if (realm !== "" && URL.canParse(realm, url.href)) return new URL(realm, url);
  const problem = `${registry} does not send a valid URL of its token server`;
  throw new RegistryError("token-url-invalid", `${problem}. Contact the operator of the registry.`, { host: url.host });
}

/** The token server of Scaleway's registries, below `/registry-internal/v1/regions/`. Source: their challenge, 2026. */
const SCALEWAY_TOKEN_SERVER = "api.scaleway.com";

/**
 * Keeps SCW_SECRET_KEY, which opens more than a registry, on Scaleway's own hosts: anyone can have a host below scw.cloud.
 * Other credentials go to the token server that the registry names, over https.
 */
function checkTokenServer(registry: string, { host }: URL): void {
  if (!isScalewayRegistryHost(registry) || host === registry || host === SCALEWAY_TOKEN_SERVER) return;
  const problem = `${registry} requests its credentials on ${host}, expected ${SCALEWAY_TOKEN_SERVER}`;
  throw new RegistryError("token-server-not-allowed", `${problem}. Check the network, or contact Scaleway.`, { host });
}

function tokenOf(body: Buffer): string | undefined {
  try {
    const { token, access_token: accessToken } = fieldsOf(JSON.parse(body.toString()));
    return [token, accessToken].find(isToken);
  } catch {
    return undefined;
  }
}

/** A header accepts no other characters. */
function isToken(value: unknown): value is string {
  return typeof value === "string" && /^[!-~]+$/.test(value);
}
