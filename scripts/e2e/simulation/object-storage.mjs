// Object Storage, as far as the provider uses it: buckets and their settings, such as ?cors. A setting is kept as the text that was sent.
import { text } from "node:stream/consumers";

const PROJECT_ID = "11111111-1111-4111-8111-111111111111";
/** The answers for settings that a bucket does not have. */
const MISSING = {
  acl: `<AccessControlPolicy><Owner><ID>${PROJECT_ID}:${PROJECT_ID}</ID></Owner></AccessControlPolicy>`,
  cors: { code: "NoSuchCORSConfiguration", message: "The CORS configuration does not exist" },
  lifecycle: { code: "NoSuchLifecycleConfiguration", message: "The lifecycle configuration does not exist" },
  "object-lock": { code: "ObjectLockConfigurationNotFoundError", message: "There is no object lock configuration" },
  policy: { code: "NoSuchBucketPolicy", message: "The bucket policy does not exist" },
  tagging: { code: "NoSuchTagSet", message: "There is no tag set" },
  versioning: "<VersioningConfiguration/>",
};

export class ObjectStorage {
  /** The settings of each bucket. */
  buckets = new Map();

  async answer(request, response) {
    const { bucket, setting } = placeOf(request);
    const { status, body = "" } = this.result(request.method, bucket, setting, await text(request));
    response.writeHead(status, { "content-type": "application/xml" });
    response.end(request.method === "HEAD" ? undefined : body);
  }

  result(method, bucket, setting, body) {
    const settings = this.buckets.get(bucket);
    if (setting === undefined && method === "PUT") {
      this.buckets.set(bucket, settings ?? new Map());
      return { status: 200 };
    }
    if (settings === undefined) return failure({ code: "NoSuchBucket", message: "The bucket does not exist" });
    if (setting === undefined && method === "DELETE") {
      this.buckets.delete(bucket);
      return { status: 204 };
    }
    if (setting === undefined) return { status: 200, body: "<ListBucketResult/>" };
    if (method === "PUT") {
      // The access list of the provider is in a header.
      if (body !== "") settings.set(setting, body);
      return { status: 200 };
    }
    if (method === "DELETE") {
      settings.delete(setting);
      return { status: 204 };
    }
    const answer = settings.get(setting) ?? MISSING[setting];
    return typeof answer === "string" ? { status: 200, body: answer } : failure(answer);
  }
}

/** The bucket is in the host or in the path. The SDK adds `x-id` to its requests. */
function placeOf({ url, headers }) {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const [, inHost] = /^(?:(.+)\.)?s3\.[\w-]+\.scw\.cloud/.exec(headers.host);
  const setting = [...searchParams.keys()].find((name) => Object.hasOwn(MISSING, name));
  return { bucket: inHost ?? decodeURIComponent(pathname.split("/")[1]), setting };
}

function failure({ code, message }) {
  return { status: 404, body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` };
}
