import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { SqsError } from "./errors";

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(\w{1,128})\/(\d{8})\/([\w-]{1,30})\/sqs\/aws4_request, ?SignedHeaders=([\w;-]{1,2000}), ?Signature=([\da-f]{64})$/;
const TIME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const MAX_SKEW_MS = 15 * 60_000;

/** A request as the client has signed it. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The signature of a request, version 4 of Amazon. */
export interface Signature {
  readonly accessKey: string;
  readonly date: string;
  readonly region: string;
  readonly signedHeaders: readonly string[];
  readonly value: string;
}

/** Reads the header `Authorization`, without a check. */
export function readSignature({ headers }: SignedRequest): Signature {
  const header = headers["authorization"];
  if (header === undefined) {
    throw new SqsError(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
  }
  const match = typeof header === "string" ? AUTHORIZATION.exec(header) : null;
  if (match === null) throw incomplete("Authorization header is not a signature of version 4 for sqs.");
  const [, accessKey = "", date = "", region = "", signedHeaders = "", value = ""] = match;
  return { accessKey, date, region, signedHeaders: signedHeaders.split(";"), value };
}

/**
 * Checks that the owner of the secret key has signed this request a short time ago.
 * @throws SqsError if not
 */
export function checkSignature(signature: Signature, request: SignedRequest, secretKey: string): void {
  const time = headerOf(request, "x-amz-date");
  checkTime(time, signature.date);
  const required = ["host", "x-amz-date", ...(request.headers["x-amz-target"] === undefined ? [] : ["x-amz-target"])];
  const missing = required.find((name) => !signature.signedHeaders.includes(name));
  if (missing !== undefined) throw incomplete(`The header ${missing} must be signed.`);
  const { date, region } = signature;
  const scope = `${date}/${region}/sqs/aws4_request`;
  const signed = ["AWS4-HMAC-SHA256", time, scope, sha256(canonicalRequest(request, signature.signedHeaders))].join(
    "\n",
  );
  const key = [date, region, "sqs", "aws4_request"].reduce<Buffer | string>(hmac, `AWS4${secretKey}`);
  if (!timingSafeEqual(hmac(key, signed), Buffer.from(signature.value, "hex"))) {
    throw mismatch(
      "The request signature we calculated does not match the signature you provided. Check your secret key and signing method.",
    );
  }
}

/** Compares with the real time: a test that moves the clock of this server does not move the client's. */
function checkTime(time: string, date: string): void {
  const [, year, month, day, hour, minute, second] = TIME.exec(time) ?? [];
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(milliseconds) || !time.startsWith(date)) throw incomplete("The header x-amz-date is not valid.");
  if (Math.abs(Date.now() - milliseconds) > MAX_SKEW_MS) {
    throw mismatch(`Signature expired or not yet valid: ${time} is not within 15 minutes of the server's time.`);
  }
}

function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const path = request.path.split("/").map(encode).join("/");
  const query = [...request.query].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const headers = signedHeaders.map((name) => `${name}:${headerOf(request, name).trim().replaceAll(/ +/g, " ")}\n`);
  return [request.method, path, query.join("&"), headers.join(""), signedHeaders.join(";"), sha256(request.body)].join(
    "\n",
  );
}

function headerOf({ headers }: SignedRequest, name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value : (value ?? []).join(",");
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function mismatch(message: string): SqsError {
  return new SqsError(403, "InvalidSignatureException", message, "SignatureDoesNotMatch");
}

function incomplete(message: string): SqsError {
  return new SqsError(400, "IncompleteSignature", message);
}
