import { createHash, createHmac } from "node:crypto";
import { percentEncoded } from "../../base/text";

export interface S3Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly sessionToken?: string | undefined;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const NO_BODY = sha256("");

/**
 * The headers that sign a GET request to S3 with Signature Version 4.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 * @param url its path and query must be encoded as `encodedPath` and `encodedQuery` do
 */
export function signedHeaders(
  url: URL,
  { accessKey, secretKey, sessionToken }: S3Credentials,
  region: string,
  now: Date,
): { readonly authorization: string; readonly headers: Readonly<Record<string, string>> } {
  const time = now.toISOString().replaceAll(/[:-]|\.\d{3}/g, "");
  const headers: Readonly<Record<string, string>> = {
    "x-amz-content-sha256": NO_BODY,
    "x-amz-date": time,
    ...(sessionToken !== undefined && { "x-amz-security-token": sessionToken }),
  };
  const signed = Object.entries({ host: url.host, ...headers }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(";");
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join("");
  const request = ["GET", url.pathname, url.search.slice(1), lines, names, NO_BODY].join("\n");
  const scope = [time.slice(0, 8), region, "s3", "aws4_request"];
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretKey}`);
  const signature = hmac(key, [ALGORITHM, time, scope.join("/"), sha256(request)].join("\n")).toString("hex");
  return {
    authorization: `${ALGORITHM} Credential=${accessKey}/${scope.join("/")},SignedHeaders=${names},Signature=${signature}`,
    headers,
  };
}

/** A key of an object in the path of a URL. */
export function encodedPath(key: string): string {
  return key.split("/").map(percentEncoded).join("/");
}

/** A query as the signature requires it: sorted, and with `%20` for a space. */
export function encodedQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`)
    .sort()
    .join("&");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
