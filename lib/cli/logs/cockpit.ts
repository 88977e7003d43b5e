import { fieldsOf, stringOf } from "../../base/objects";
import { isPlainUrl, isSecure } from "../../base/urls";
import { Http } from "../../registry/http";
import { RegistryError } from "../../registry/registry-error";
import { ScalewayApiError } from "../../scaleway-api/api-error";
import { answerProblem } from "../../scaleway-api/connection";
import { pathOf, type ScalewayApi } from "../../scaleway-api/scaleway-api";
import { LogError } from "./log-error";
import type { LogSource } from "./loki";

/** The longest range of a query is 30 days and an hour: https://www.scaleway.com/en/docs/cockpit/reference-content/cockpit-limitations/ */
export const MAX_RANGE_NS = 30n * 86_400n * 1_000_000_000n;
export const TOKEN_VARIABLE = "COCKPIT_TOKEN";
const URL_VARIABLE = "COCKPIT_LOGS_URL";

/** 5000 lines of 16 KB, with their escape sequences. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
/** Cockpit aborts a query after a minute. */
const TIMEOUTS = { connectMs: 10_000, headersMs: 65_000, bodyMs: 30_000, requestMs: 120_000 };

/** Errors after which no other attempt succeeds. */
const PERMANENT = ["certificate-not-trusted", "proxy-login-required", "proxy-url-invalid"];

/** The project and the region of the containers whose logs are read. */
export interface LogPlace {
  readonly region: string;
  readonly projectId: string | undefined;
}

/** The logs of a data source of Cockpit. */
export class CockpitSource implements LogSource {
  readonly #http: Http;
  readonly #token: string;

  constructor(
    public readonly url: string,
    token: string,
  ) {
    this.#token = token;
    this.#http = new Http(new URL(url), process.env, { timeouts: TIMEOUTS });
  }

  public async get(path: string, signal?: AbortSignal) {
    try {
      const { status, headers, body } = await this.#http.request(new URL(`${this.url}/loki/api/v1/${path}`), {
        authorization: `Bearer ${this.#token}`,
        maxBytes: MAX_ANSWER_BYTES,
        signal,
      });
      const retryAfter = headers["retry-after"];
      // A server may repeat what it received.
      const text = body.toString();
      return {
        status,
        text: status === 200 ? text : text.replaceAll(this.#token, "***"),
        retryAfter: typeof retryAfter === "string" ? retryAfter : undefined,
      };
    } catch (error) {
      throw error instanceof RegistryError ? requestError(error, this.url) : error;
    }
  }

  public async close(): Promise<void> {
    await this.#http.close();
  }
}

function requestError(error: RegistryError, url: string): LogError {
  const problem = answerProblem(error);
  if (problem !== undefined) return new LogError("logs-not-loki", `${url}: ${problem}. Check ${URL_VARIABLE}.`);
  return new LogError("logs-unavailable", error.message, PERMANENT.includes(error.code) ? undefined : 0);
}

/**
 * The token in COCKPIT_TOKEN.
 * @throws LogError if the variable is not set, or cannot be a token
 */
export function cockpitToken({ region }: Pick<LogPlace, "region">): string {
  const { [TOKEN_VARIABLE]: token = "" } = process.env;
  const command = `scw cockpit token create name=logs token-scopes.0=read_only_logs region=${region}`;
  if (token === "") {
    const remedy = `Set it to the secret key of a Cockpit token that can query logs. To create one, run ${command}`;
    throw new LogError("logs-token-missing", `${TOKEN_VARIABLE}: is not set. ${remedy}.`);
  }
  // Anything else cannot be sent as a header.
  if (/^[!-~]+$/.test(token)) return token;
  throw new LogError("logs-token-missing", `${TOKEN_VARIABLE}: contains white space. Set it to the secret key only.`);
}

/**
 * The URL in COCKPIT_LOGS_URL, or that of the data source for logs of Scaleway's products.
 * @throws LogError if there is no such data source, or no way to find it
 */
export async function cockpitUrl({ region, projectId }: LogPlace, api: ScalewayApi | undefined): Promise<string> {
  const { [URL_VARIABLE]: url = "" } = process.env;
  if (url !== "") return checkedUrl(url, URL_VARIABLE);
  const remedy = `Set ${URL_VARIABLE} to the API URL of the data source "Scaleway Logs" of Cockpit in ${region}`;
  if (api === undefined) {
    const problem = "the URL of Cockpit's logs is not known without an API key";
    throw new LogError("no-data-source", `${problem}. ${remedy}, or set SCW_SECRET_KEY.`);
  }
  const query = { project_id: projectId, origin: "scaleway", types: "logs" };
  const path = pathOf`/cockpit/v1/regions/${region}/data-sources`;
  const sources = await api.list(path, "data_sources", query).catch((error: unknown) => {
    if (error instanceof ScalewayApiError && error.code === "forbidden") {
      throw new LogError("no-data-source", `${error.message} Its permission set is ObservabilityReadOnly. ${remedy}.`);
    }
    throw error;
  });
  const source = sources.map(fieldsOf).find(({ type, origin }) => type === "logs" && origin === "scaleway");
  const sourceUrl = stringOf(source?.["url"]);
  if (sourceUrl !== "") return checkedUrl(sourceUrl, "the URL of the data source");
  const project = projectId === undefined ? "the default project" : `the project ${projectId}`;
  throw new LogError(
    "no-data-source",
    `${region}: ${project} has no data source for the logs of containers. Check the project and the region. ${remedy}.`,
  );
}

/** The token is sent to the URL: it is encrypted, or stays on this machine. */
function checkedUrl(text: string, name: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && isPlainUrl(url) && isSecure(url)) {
    return url.href.replace(/(\/loki\/api\/v1(\/.*)?)?\/*$/, "");
  }
  const remedy =
    "Set it to an https URL, such as https://11111111-1111-1111-1111-111111111111.logs.cockpit.fr-par.scw.cloud";
  throw new LogError("logs-url-invalid", `${name}: is not a valid https URL without credentials and query. ${remedy}.`);
}
