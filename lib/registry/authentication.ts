import { LIMITS } from "./limits";
import { fieldsOf } from "../base/objects";
import { isScalewayRegistryHost } from "../facts/registry-hosts";
import { parseChallenges, type Challenge } from "./challenges";
import { howToLogIn, type Credentials } from "./credentials";
import type { Answer, Http } from "./http";
import type { ImageName } from "./image-name";
import { RegistryError, excerpt, type SentSecrets } from "./registry-error";
import { toldWait } from "./retries";

/** What one registry is shown: nothing, a login, or a token for each repository. */
export class Authentication {
  #ping?: Promise<Challenge | undefined>;
  #credentials?: Promise<Credentials | undefined>;
  readonly #headers = new Map<string, Promise<string | undefined>>();

  constructor(
    private readonly http: Http,
    private readonly secrets: SentSecrets,
    private readonly find: () => Promise<Credentials | undefined>,
  ) {}

  /** The Authorization header for a repository. */
  public async header(image: ImageName): Promise<string | undefined> {
    const { repository } = image;
    const known = this.#headers.get(repository) ?? this.ping(image).then((challenge) => this.answer(image, challenge));
    this.#headers.set(repository, known);
    return await known;
  }

  /** Another header in place of one that was refused; the same where there is no other. */
  public async renew(image: ImageName, refused: string | undefined, answer: Answer): Promise<string | undefined> {
    const current = await this.header(image);
    // Another request may have renewed it.
    if (current !== refused) return current;
    const renewed = this.answer(image, chosen(answer) ?? (await this.ping(image)));
    this.#headers.set(image.repository, renewed);
    return await renewed;
  }

  /** Where the login for a registry comes from. */
  public async source(): Promise<string | undefined> {
    return (await this.credentials())?.source;
  }

  private credentials(): Promise<Credentials | undefined> {
    return (this.#credentials ??= this.find());
  }

  /** How the registry wants to be asked. One that does not say is asked without anything. */
  private ping({ url }: ImageName): Promise<Challenge | undefined> {
    return (this.#ping ??= this.http.request(new URL("/v2/", url), { most: LIMITS.tokenBytes }).then((answer) => {
      const challenge = answer.status === 401 ? chosen(answer) : undefined;
      // GitHub's names an example here.
      challenge?.parameters.delete("scope");
      return challenge;
    }));
  }

  private async answer(image: ImageName, challenge: Challenge | undefined): Promise<string | undefined> {
    if (challenge === undefined) return undefined;
    const credentials = await this.credentials();
    if (challenge.scheme === "bearer") return `Bearer ${await this.token(image, challenge, credentials)}`;
    if (credentials === undefined) return undefined;
    if ("identityToken" in credentials)
      throw new RegistryError(
        `the login for ${image.registry} in ${credentials.source} is a token, and the registry wants a password; use docker login`,
      );
    return this.basic(image.url.host, credentials);
  }

  private basic(host: string, { username, password }: Extract<Credentials, { readonly password: string }>): string {
    const encoded = Buffer.from(`${username}:${password}`).toString("base64");
    this.secrets.send(host, password, encoded);
    return `Basic ${encoded}`;
  }

  private async token(image: ImageName, { parameters }: Challenge, credentials?: Credentials): Promise<string> {
    const realm = parameters.get("realm") ?? "";
    if (realm === "" || !URL.canParse(realm, image.url.href))
      throw new RegistryError(`the registry ${image.registry} names no URL for its tokens; ask who runs it`);
    const url = new URL(realm, image.url);
    if (credentials !== undefined) assertOwnRealm(image.registry, url);
    const service = parameters.get("service") ?? "";
    const query = [["scope", scopeOf(image, parameters)], ...(service === "" ? [] : [["service", service]])];
    const answer = await this.ask(url, query as [string, string][], credentials);
    if (answer.status !== 200) throw await this.refusal(image, answer);
    const token = tokenOf(answer.body);
    if (token === undefined) throw new RegistryError(`${answer.host} answers without a token; try again`);
    this.secrets.add(token);
    return token;
  }

  private async ask(url: URL, query: [string, string][], credentials?: Credentials): Promise<Answer> {
    const most = LIMITS.tokenBytes;
    if (credentials !== undefined && "identityToken" in credentials) {
      this.secrets.send(url.host, credentials.identityToken);
      const grant = { grant_type: "refresh_token", refresh_token: credentials.identityToken };
      const body = new URLSearchParams([...query, ...Object.entries({ ...grant, client_id: "scw-containers" })]);
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      return await this.http.request(url, { method: "POST", headers, body: body.toString(), most });
    }
    for (const [name, value] of query) url.searchParams.append(name, value);
    if (credentials === undefined) return await this.http.request(url, { most });
    url.searchParams.append("account", credentials.username);
    return await this.http.request(url, { authorization: this.basic(url.host, credentials), most });
  }

  private async refusal({ registry }: ImageName, answer: Answer): Promise<RegistryError> {
    const { status, host, headers } = answer;
    const said = excerpt(answer, this.secrets);
    const what = `${host} answers ${status} in place of a token`;
    if (status === 429 || status >= 500)
      return new RegistryError(`${what}${toldWait(headers)}${said}; try again later`);
    const source = await this.source();
    return new RegistryError(
      source === undefined
        ? `${what}${said}; check the name, or log in: ${howToLogIn(registry)}`
        : `${what} for the login of ${source}${said}; check the name, or log in again: ${howToLogIn(registry)}`,
    );
  }
}

/** Bearer before Basic, as crane does: who offers both wants tokens. */
function chosen({ headers }: Answer): Challenge | undefined {
  const challenges = parseChallenges(headers["www-authenticate"]);
  return ["bearer", "basic"].flatMap((scheme) => challenges.filter((each) => each.scheme === scheme))[0];
}

/** A registry behind another name knows its repositories by other names as well, and says so. */
function scopeOf({ repository }: ImageName, parameters: ReadonlyMap<string, string>): string {
  const own = `repository:${repository}:pull`;
  const told = parameters.get("scope") ?? "";
  return /^repository:[^\s:]+:pull$/.test(told) ? told : own;
}

/** Its registries name `/registry-internal/v1/regions/<region>/tokens` there. Source: their challenge, as of 2026. */
const SCALEWAY_TOKENS = "api.scaleway.com";

/**
 * SCW_SECRET_KEY opens more than a registry: it goes to Scaleway alone, and anybody can have a host below scw.cloud.
 * All others go where their registry says, over https.
 */
function assertOwnRealm(registry: string, { host }: URL): void {
  if (isScalewayRegistryHost(registry) && host !== registry && host !== SCALEWAY_TOKENS)
    throw new RegistryError(`the registry ${registry} wants its login sent to ${host}, which is refused`);
}

function tokenOf(body: Buffer): string | undefined {
  try {
    const { token, access_token: accessToken } = fieldsOf(JSON.parse(body.toString()));
    // What can't stand in a header is no token.
    return [token, accessToken].find((each) => typeof each === "string" && /^[!-~]+$/.test(each)) as string | undefined;
  } catch {
    return undefined;
  }
}
