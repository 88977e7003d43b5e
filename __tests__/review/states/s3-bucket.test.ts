import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { BucketError, S3Bucket } from "../../../lib/review/states/s3-bucket";
import { s3Settings } from "../../../lib/review/states/s3-settings";

const environment = { ...process.env };
let server: Server | undefined;
afterEach(() => {
  process.env = { ...environment };
  server?.closeAllConnections();
  server?.close();
});

const KEYS = { access_key: "SCWX", secret_key: "11111111-1111-4111-8111-111111111111" };
const SETTINGS = { bucket: "states", key: "a.tfstate", region: "fr-par", use_path_style: true, ...KEYS };

async function problemOf(settings: object, read = false): Promise<string> {
  try {
    const bucket = new S3Bucket(s3Settings({ ...SETTINGS, ...settings }));
    await (read ? bucket.read("a.tfstate") : bucket.list(""));
  } catch (error) {
    expect(error).toBeInstanceOf(BucketError);
    const { message } = error as BucketError;
    expect(message).not.toContain(KEYS.secret_key);
    return message;
  }
  return "";
}

async function listen(listener: RequestListener): Promise<object> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return { endpoints: { s3: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } };
}

test.each([
  [{ bucket: "" }, "bucket"],
  [{ key: undefined }, "key"],
  [{ region: undefined }, "region"],
  [{ access_key: "" }, "AWS_ACCESS_KEY_ID"],
  [{ endpoints: { s3: "http://[" } }, "endpoint"],
  [{ endpoints: { s3: "http://states.example.com" } }, "https"],
  [{ endpoints: { s3: "ftp://states.example.com" } }, "https"],
  [{ endpoint: "https://user:pass@states.example.com" }, "credentials"],
  [{ endpoint: "https://127.0.0.1:1" }, "127.0.0.1:1 is unreachable"],
])("reports %j", async (settings, text) => {
  process.env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_")));
  expect(await problemOf(settings)).toContain(text);
});

test.each([301, 400, 401, 403, 404, 418])("reports the status %d, and nothing that the server sent", async (status) => {
  const settings = await listen((_, response) => {
    response.writeHead(status).end(`<Error>${KEYS.secret_key}</Error>`);
  });
  expect(await problemOf(settings)).toContain(String(status));
});

test.each([true, false])("reports a response that is cut: an object: %s", async (isObject) => {
  const settings = await listen((_, response) => {
    response.writeHead(200, { "content-length": 1000 });
    response.write("<ListBucketResult>");
    setTimeout(() => response.destroy(), 10);
  });
  expect(await problemOf(settings, isObject)).toContain("closed the connection");
});

test("sends no credentials to the target of a redirect", async () => {
  const seen: string[][] = [];
  const other = createServer((request, response) => {
    seen.push(Object.keys(request.headers).filter((name) => /^authorization$|^x-amz-/.test(name)));
    response.end();
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
  const settings = await listen((_, response) => {
    response.writeHead(307, { location }).end();
  });
  const problem = await problemOf({ ...settings, token: "session" });
  other.close();
  other.closeAllConnections();
  expect(problem).not.toBe("");
  expect(seen).toEqual([[]]);
});

test("ends a list without an end", async () => {
  let page = 0;
  const settings = await listen((_, response) => {
    response.end(
      `<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>${page++}</NextContinuationToken></ListBucketResult>`,
    );
  });
  expect(await problemOf(settings)).toContain("100 pages");
  expect(page).toBe(100);
});

test("reads missing settings from the environment, as Terraform does", () => {
  process.env["AWS_REGION"] = "nl-ams";
  process.env["AWS_ACCESS_KEY_ID"] = "a";
  process.env["AWS_SECRET_ACCESS_KEY"] = "b";
  process.env["AWS_SESSION_TOKEN"] = "c";
  process.env["AWS_ENDPOINT_URL_S3"] = "s3.nl-ams.scw.cloud";
  expect(s3Settings({ bucket: "states", key: "k" })).toEqual({
    ...{ bucket: "states", key: "k", region: "nl-ams", isPathStyle: false },
    endpoint: new URL("https://s3.nl-ams.scw.cloud"),
    credentials: { accessKey: "a", secretKey: "b", sessionToken: "c" },
  });
  delete process.env["AWS_ENDPOINT_URL_S3"];
  expect(s3Settings({ bucket: "states", key: "k" }).endpoint.href).toBe("https://s3.nl-ams.amazonaws.com/");
});

test("signs keys and queries as they are sent, with the token of a session", async () => {
  const seen: { url: string | undefined; headers: IncomingHttpHeaders }[] = [];
  const settings = await listen(({ url, headers }, response) => {
    seen.push({ url, headers });
    response.end("<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
  });
  const key = "a b/é+'()*!&=?#%2F";
  const bucket = new S3Bucket(s3Settings({ ...SETTINGS, ...settings, token: "session" }));
  await bucket.read(key);
  await bucket.list(key);
  await bucket.close();
  const [object, list] = seen;
  expect(object?.url).toBe("/states/a%20b/%C3%A9%2B%27%28%29%2A%21%26%3D%3F%23%252F");
  expect(new URL(list?.url ?? "", "http://localhost").searchParams.get("prefix")).toBe(key);
  expect(list?.url).not.toContain("+");
  for (const { headers } of seen) {
    expect(headers["x-amz-security-token"]).toBe("session");
    expect(headers.authorization).toContain(`Credential=${KEYS.access_key}/`);
    expect(headers.authorization).toContain("/fr-par/s3/aws4_request");
    expect(headers.authorization).toContain("host;x-amz-content-sha256;x-amz-date;x-amz-security-token");
  }
});
