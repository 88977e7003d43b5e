import { AwsV4Signer } from "aws4fetch";
import { percentEncoded, printable } from "../../base/text";
import { Http, type Response } from "../../registry/http";
import { RegistryError } from "../../registry/registry-error";
import { readObjectPage } from "./list-objects";

const MAX_PAGE_BYTES = 8 * 1024 * 1024;
const MAX_STATE_BYTES = 256 * 1024 * 1024;
/** Each page has up to 1000 objects. */
const MAX_PAGES = 100;

/** A bucket, or an object, cannot be read. The message is a clause for a report, and contains nothing that the server sent. */
export class BucketError extends Error {
  constructor(
    message: string,
    /** The HTTP status, if there is a response. */
    public readonly status?: number,
  ) {
    super(message);
  }
}

export interface S3Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly sessionToken?: string | undefined;
}

/** The settings of Terraform's S3 backend, with their defaults from the environment. */
export interface S3Settings {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  readonly endpoint: URL;
  readonly isPathStyle: boolean;
  readonly credentials: S3Credentials;
}

/** Reads objects of a bucket with the credentials of Terraform. */
export class S3Bucket {
  readonly #http: Http;
  readonly #url: URL;

  constructor(private readonly settings: S3Settings) {
    const { endpoint, bucket, isPathStyle } = settings;
    this.#url = new URL(endpoint);
    if (!isPathStyle) this.#url.hostname = `${bucket}.${endpoint.hostname}`;
    this.#http = new Http(this.#url, process.env);
  }

  /**
   * The keys in a directory of the bucket, without those in its subdirectories.
   * @throws BucketError if the list is not complete
   */
  public async list(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    let token: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const query = { "list-type": "2", "encoding-type": "url", delimiter: "/", prefix };
      const continued = token === undefined ? query : { ...query, "continuation-token": token };
      const { body } = await this.get("", continued, MAX_PAGE_BYTES);
      const result = readObjectPage(body.toString());
      if (result === undefined) throw new BucketError("the server did not return a list of objects");
      keys.push(...result.keys);
      if (result.next === undefined) return keys;
      if (result.next === token) throw new BucketError("the server repeats a page of the list");
      token = result.next;
    }
    throw new BucketError(`the list has more than ${MAX_PAGES} pages`);
  }

  /** @throws BucketError if the object cannot be read */
  public async read(key: string): Promise<Buffer> {
    return (await this.get(encodedPath(key), {}, MAX_STATE_BYTES)).body;
  }

  public async close(): Promise<void> {
    await this.#http.close();
  }

  private async get(path: string, query: Readonly<Record<string, string>>, maxBytes: number): Promise<Response> {
    const { bucket, isPathStyle } = this.settings;
    const url = new URL(this.#url);
    url.pathname = `${url.pathname.replace(/\/$/, "")}${isPathStyle ? `/${encodedPath(bucket)}` : ""}/${path}`;
    // A server may not read + as a space.
    url.search = new URLSearchParams(query).toString().replaceAll("+", "%20");
    const { authorization, ...headers } = await this.signedHeaders(url);
    const response = await this.#http.request(url, { authorization, headers, maxBytes }).catch((error: unknown) => {
      if (!(error instanceof RegistryError)) throw error;
      throw new BucketError(problemOf(error));
    });
    if (response.status !== 200) throw new BucketError(statusProblem(response), response.status);
    return response;
  }

  private async signedHeaders(url: URL): Promise<Record<string, string> & { authorization: string }> {
    const { region, credentials } = this.settings;
    const { accessKey, secretKey, sessionToken } = credentials;
    const signer = new AwsV4Signer({
      url: url.href,
      accessKeyId: accessKey,
      secretAccessKey: secretKey,
      ...(sessionToken !== undefined && { sessionToken }),
      service: "s3",
      region,
    });
    const authorization = await signer.authHeader();
    return { ...Object.fromEntries(signer.headers), authorization };
  }
}

/** The key of an object in the path of a URL. */
function encodedPath(key: string): string {
  return key.split("/").map(percentEncoded).join("/");
}

function problemOf({ code, message }: RegistryError): string {
  if (code === "response-too-large") return "the response of the server is too large";
  if (code === "insecure-url") return "the endpoint of the backend is not https";
  if (code === "credentials-in-url") return "the endpoint of the backend contains credentials";
  return printable(message.replace(/\.$/, ""));
}

const REASONS: Readonly<Record<number, string>> = {
  301: "the bucket is in another region",
  400: "the request is not valid: check region and endpoint of the backend",
  401: "the credentials are not valid",
  403: "the credentials do not allow it: they need ObjectStorageBucketsRead and ObjectStorageObjectsRead",
  404: "the bucket or the object does not exist",
};

function statusProblem({ status }: Response): string {
  return `${REASONS[status] ?? "the server failed"} (HTTP status ${status})`;
}
