import { readdirSync } from "node:fs";
import { request, type IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { PageServer, TOKEN } from "../helpers/page-server";

const server = new PageServer();
beforeAll(() => server.start());
beforeEach(() => {
  server.reset();
});
afterAll(() => server.stop());

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** The head of an answer; the connection is closed. */
function head(path: string, headers: object = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: server.port, path, method, headers: { ...headers } }, (answer) => {
      answer.destroy();
      resolve({ status: answer.statusCode, headers: answer.headers });
    });
    sent.on("error", reject);
    sent.end();
  });
}

const FILES = readdirSync(join(__dirname, "..", "..", "src", "page", "browser")).filter(
  (name) => name !== "index.html",
);

test.each(["/", ...FILES.map((name) => `/page/${name}`)])("%s forbids frames and every other origin", async (path) => {
  const { status, headers } = await head(path);
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
  });
  const policy = headers["content-security-policy"];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe");
  expect(Object.keys(headers).filter((name) => /^(access-control-|set-cookie)/.test(name))).toEqual([]);
});

test("the page and its scripts have the types that browsers require", async () => {
  const types = ["/", "/page/main.mjs", "/page/parts.css", "/page/icon.svg"];
  const answers = await Promise.all(types.map((path) => head(path)));
  expect(answers.map(({ headers }) => headers["content-type"]?.split(";")[0])).toEqual([
    "text/html",
    "text/javascript",
    "text/css",
    "image/svg+xml",
  ]);
});

test("the data requires the token", async () => {
  for (const token of [undefined, "", TOKEN.slice(1), `${TOKEN}0`, "f".repeat(64)]) {
    const headers = token === undefined ? {} : { "x-local-token": token };
    expect((await head("/local/v1/page", headers)).status).toBe(403);
    expect((await head(`/local/v1/page?token=${TOKEN}`, { ...headers, cookie: `token=${TOKEN}` })).status).toBe(403);
  }
  const { status, headers } = await head("/local/v1/page", { "x-local-token": TOKEN });
  expect([status, headers["content-type"], headers["cache-control"]]).toEqual([200, "text/event-stream", "no-store"]);
});

test.each([
  ["GET", "/page/"],
  ["GET", "/page/index.html"],
  ["GET", "/page/missing.mjs"],
  ["GET", "/page/../page.ts"],
  ["GET", "/page/..%2fview.ts"],
  ["GET", "/page/%2e%2e/%2e%2e/server.mjs"],
  ["POST", "/"],
  ["OPTIONS", "/local/v1/page"],
])("leaves %s %s to other parts", async (method, path) => {
  expect((await head(path, {}, method)).status).toBe(403);
});

test("answers 500 without details if a restored snapshot has an invalid record", async () => {
  server.reset({ "container.containers": { broken: { id: "broken" } } });
  const answer = await fetch(`${server.url}/local/v1/page`, { headers: { "x-local-token": TOKEN } });
  expect(answer.status).toBe(500);
  expect(Object.keys((await answer.json()) as object)).toEqual(["message"]);
});
