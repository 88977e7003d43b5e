// A stand-in for Object Storage with the bucket "states", as far as Terraform's S3 backend and the review use it. It is a worker:
// the tests wait for Terraform, which waits for the server. `PUT /_next` sets the response to the lists of objects.
const { Buffer } = require("node:buffer");
const { createHash } = require("node:crypto");
const { createServer } = require("node:http");
const { URL } = require("node:url");
const { parentPort, workerData } = require("node:worker_threads");

const PAGE_SIZE = 2;
const objects = new Map();
let listResponse;

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const url = new URL(request.url, "http://localhost");
    const body = Buffer.concat(chunks).toString();
    const isSigned = request.headers.authorization?.includes(`Credential=${workerData.accessKey}/`) === true;
    if (url.pathname === "/_next") {
      listResponse = JSON.parse(body);
      response.end();
    } else if (!isSigned) response.writeHead(403).end();
    else answer(request.method, url, body, response);
  });
});

function answer(method, url, body, response) {
  const [, bucket, ...parts] = url.pathname.split("/").map(decodeURIComponent);
  const key = parts.join("/");
  const object = objects.get(key);
  if (bucket !== "states") response.writeHead(404).end();
  else if (key === "") list(url.searchParams, response);
  else if (method === "PUT") {
    objects.set(key, body);
    response.writeHead(200, { etag: etagOf(body) }).end();
  } else if (method === "DELETE") {
    objects.delete(key);
    response.writeHead(204).end();
  } else if (object === undefined) response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
  else {
    response.writeHead(200, { etag: etagOf(object), "content-length": Buffer.byteLength(object) });
    response.end(method === "HEAD" ? undefined : object);
  }
}

function list(query, response) {
  if (listResponse !== undefined) {
    response.writeHead(listResponse.status).end(listResponse.body);
    return;
  }
  const prefix = query.get("prefix") ?? "";
  const start = Number(query.get("continuation-token") ?? 0);
  const isListed = (key) =>
    key.startsWith(prefix) && !(query.get("delimiter") === "/" && key.slice(prefix.length).includes("/"));
  const keys = [...objects.keys()].filter(isListed).sort();
  const next = start + PAGE_SIZE;
  const contents = keys.slice(start, next).map((key) => `<Contents><Key>${encodeURIComponent(key)}</Key></Contents>`);
  const more =
    next < keys.length
      ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${next}</NextContinuationToken>`
      : "<IsTruncated>false</IsTruncated>";
  response.writeHead(200, { "content-type": "application/xml" });
  response.end(`<ListBucketResult><EncodingType>url</EncodingType>${more}${contents.join("")}</ListBucketResult>`);
}

function etagOf(body) {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}

server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
