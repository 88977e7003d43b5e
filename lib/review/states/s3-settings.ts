import { BucketError, type S3Settings } from "./s3-bucket";
import { fieldsOf, nonEmptyString } from "../../base/objects";

type Settings = Readonly<Record<string, unknown>>;

/**
 * The settings of an S3 backend. Missing settings come from the environment, as in Terraform.
 * @throws BucketError if a setting or the credentials are missing
 */
export function s3Settings(settings: Settings): S3Settings {
  const region = nonEmptyString(settings["region"]) ?? variable("AWS_REGION", "AWS_DEFAULT_REGION");
  const bucket = nonEmptyString(settings["bucket"]);
  const key = nonEmptyString(settings["key"]);
  if (bucket === undefined || key === undefined || region === undefined) {
    throw new BucketError(
      "bucket, key or region of the backend is not set: run init in the directory of the stack first",
    );
  }
  const accessKey = nonEmptyString(settings["access_key"]) ?? variable("AWS_ACCESS_KEY_ID");
  const secretKey = nonEmptyString(settings["secret_key"]) ?? variable("AWS_SECRET_ACCESS_KEY");
  if (accessKey === undefined || secretKey === undefined) {
    throw new BucketError("AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set");
  }
  const sessionToken = nonEmptyString(settings["token"]) ?? variable("AWS_SESSION_TOKEN");
  const isPathStyle = settings["use_path_style"] === true || settings["force_path_style"] === true;
  const credentials = { accessKey, secretKey, sessionToken };
  return { bucket, key, region, endpoint: endpointOf(settings, region), isPathStyle, credentials };
}

function endpointOf(settings: Settings, region: string): URL {
  const endpoint =
    nonEmptyString(fieldsOf(settings["endpoints"])["s3"]) ??
    nonEmptyString(settings["endpoint"]) ??
    variable("AWS_ENDPOINT_URL_S3", "AWS_S3_ENDPOINT", "AWS_ENDPOINT_URL") ??
    `https://s3.${region}.amazonaws.com`;
  const url = endpoint.includes("://") ? endpoint : `https://${endpoint}`;
  if (!URL.canParse(url)) throw new BucketError("the endpoint of the backend is not a URL");
  return new URL(url);
}

function variable(...names: readonly string[]): string | undefined {
  return names.map((name) => process.env[name]).find((value) => value !== undefined && value !== "");
}
