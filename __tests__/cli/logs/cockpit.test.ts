import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CockpitSource } from "../../../lib/cli/logs/cockpit";
import type { LogError } from "../../../lib/cli/logs/log-error";

const TOKEN = "cockpit-token-0123456789";
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(respond: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(respond);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function get(url: string) {
  const source = new CockpitSource(url, TOKEN);
  try {
    return await source.get("query_range");
  } finally {
    await source.close();
  }
}

test("does not send the token to another host after a redirect", async () => {
  const received: string[] = [];
  const other = await serve(({ headers }, response) => {
    received.push(JSON.stringify(headers));
    response.end("{}");
  });
  const url = await serve((_, response) => response.writeHead(307, { location: `${other}/` }).end());
  expect((await get(url)).text).toBe("{}");
  expect(received).toEqual([expect.not.stringContaining(TOKEN)]);
});

test("masks the token in an error that repeats it", async () => {
  const url = await serve(({ headers }, response) => response.writeHead(400).end(`got ${headers.authorization}`));
  expect((await get(url)).text).toBe("got Bearer ***");
});

test.each<[string, (url: string) => string]>([
  ["a redirect without end", () => "/again"],
  ["a redirect to another scheme", () => "ftp://logs.example/"],
  ["a redirect with credentials", () => "http://user:pw123456@127.0.0.1/"],
])("does not retry %s", async (_, location) => {
  const url = await serve((_request, response) => response.writeHead(307, { location: location(url) }).end());
  const error: unknown = await get(url).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "logs-not-loki", isTemporary: false });
  expect((error as LogError).message).toContain("COCKPIT_LOGS_URL");
  expect((error as LogError).message).not.toMatch(/registry|pw123456/);
});

test("does not retry with a proxy that is not valid", async () => {
  const before = process.env;
  process.env = { ...before, HTTPS_PROXY: "http://%zz@proxy", https_proxy: "http://%zz@proxy" };
  try {
    await expect(get("https://logs.example")).rejects.toMatchObject({ code: "logs-unavailable", isTemporary: false });
  } finally {
    process.env = before;
  }
});
