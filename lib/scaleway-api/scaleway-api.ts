import { parsedJson } from "../base/json";
import { fieldsOf, isObject } from "../base/objects";
import { Http, type HttpSettings, type Response } from "../registry/http";
import { rateLimitNote } from "../registry/retries";
import { ScalewayApiError } from "./api-error";
import { send, TIMEOUTS } from "./connection";
import type { ScalewayProfile } from "./profile";

/** The values of a query. Values that are undefined are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

const PAGE_SIZE = 100;
/** 100,000 resources: far above the quota of any product. */
const MAX_PAGES = 1000;
/** A page with 100 containers, each with 200 variables of 64 KB, would be larger. Most pages are below 1 MB. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

/**
 * Reads Scaleway's API with the secret key of a profile. Requests are repeated after a status 429, which may name a wait, after a
 * status 5xx and after a lost connection. The key is sent to the host of the API only, also after a redirect.
 */
export class ScalewayApi {
  readonly #http: Http;
  readonly #secretKey: string;

  /** @throws ScalewayApiError with the code `no-credentials` if the profile has no secret key */
  constructor(
    public readonly profile: ScalewayProfile,
    settings: Partial<HttpSettings> = {},
  ) {
    const { secretKey, apiUrl } = profile;
    if (secretKey === undefined) {
      const remedy = "Set SCW_SECRET_KEY, or run scw init";
      throw new ScalewayApiError("no-credentials", `no secret key of Scaleway is set. ${remedy}.`);
    }
    this.#secretKey = secretKey;
    this.#http = new Http(new URL(apiUrl), process.env, { timeouts: TIMEOUTS, ...settings });
  }

  /**
   * Reads one resource.
   * @param path such as `/containers/v1/regions/fr-par/containers/…`; {@link pathOf} escapes IDs
   * @throws ScalewayApiError
   */
  public async get(path: string, query: Query = {}): Promise<Record<string, unknown>> {
    const url = new URL(`${this.profile.apiUrl}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.append(name, String(value));
    }
    const request = { headers: { "x-auth-token": this.#secretKey }, maxBytes: MAX_ANSWER_BYTES };
    const response = await send(this.#http, url, request);
    if (response.status !== 200) throw statusError(response, url.host);
    const answer = parsedJson(response.body.toString());
    if (!isObject(answer)) throw unexpectedAnswer(url.host, "it is not a JSON object");
    return answer;
  }

  /**
   * Reads all pages of a list.
   * @param key the field of the answer with the resources
   * @throws ScalewayApiError
   */
  public async list(path: string, key: string, query: Query = {}): Promise<unknown[]> {
    const resources: unknown[] = [];
    for (let page = 1; page <= MAX_PAGES; page++) {
      const answer = await this.get(path, { order_by: "created_at_asc", ...query, page, page_size: PAGE_SIZE });
      const { [key]: items, total_count: total } = answer;
      if (!Array.isArray(items) || typeof total !== "number") {
        throw unexpectedAnswer(this.host, `it has no list ${key} with a total_count`);
      }
      for (const item of items) resources.push(item);
      if (items.length === 0 || resources.length >= total) return resources;
    }
    throw unexpectedAnswer(this.host, `the list ${key} has more than ${MAX_PAGES} pages`);
  }

  /** The host that gets the secret key. */
  public get host(): string {
    return new URL(this.profile.apiUrl).host;
  }

  public async close(): Promise<void> {
    await this.#http.close();
  }
}

/** A path with escaped parts: `` pathOf`/containers/v1/regions/${region}/containers/${id}` ``. */
export function pathOf(literals: TemplateStringsArray, ...parts: readonly string[]): string {
  return String.raw({ raw: literals }, ...parts.map(encodeURIComponent));
}

/** An answer without the documented fields. */
export function unexpectedAnswer(host: string, problem: string): ScalewayApiError {
  const remedy = "Check SCW_API_URL, or use a newer release of cdktf-scaleway-containers";
  return new ScalewayApiError("unexpected-answer", `${host}: unexpected answer: ${problem}. ${remedy}.`);
}

function statusError({ status, headers, body }: Response, host: string): ScalewayApiError {
  const error = (code: ScalewayApiError["code"], problem: string) =>
    new ScalewayApiError(code, `${host}: ${problem}.`, status);
  const withStatus = (problem: string) => `${problem} (HTTP status ${status})`;
  switch (status) {
    case 401:
      return error("unauthorized", `${withStatus("the API key is not valid")}. Check SCW_SECRET_KEY, or the profile`);
    case 403:
      return error(
        "forbidden",
        `${withStatus(`the API key has no permission${deniedAction(body)}`)}. Add a policy with this permission`,
      );
    case 404:
      return error("not-found", withStatus("the resource does not exist"));
    case 429:
      return error("rate-limited", `${withStatus("too many requests")}${rateLimitNote(headers)}. Try again later`);
    default:
      return status >= 500
        ? error("server-error", `${withStatus("the API failed")}. Try again, or see https://status.scaleway.com`)
        : error("unexpected-status", `${withStatus("the API rejected the request")}. Check SCW_API_URL`);
  }
}

/** For example ` for read container`. Only words are repeated: the server knows the secret key. */
function deniedAction(body: Buffer): string {
  const { details } = fieldsOf(parsedJson(body.toString()));
  const { action, resource } = fieldsOf(Array.isArray(details) ? details[0] : undefined);
  const isWord = (value: unknown) => typeof value === "string" && /^[a-z_]{1,40}$/.test(value);
  return isWord(action) && isWord(resource) ? ` for ${String(action)} ${String(resource)}` : "";
}
