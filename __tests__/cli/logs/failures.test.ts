import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { localSource } from "../../../lib/cli/local/log-source";
import { queryLogs, type LogEntry } from "../../../lib/cli/logs/loki";
import { LogError } from "../../../lib/cli/logs/log-error";
import { withRetries } from "../../../lib/cli/logs/retries";

const QUERY = { query: "{}", start: 0n, end: 1n, limit: 1, direction: "forward" } as const;
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(respond: (response: ServerResponse) => void): Promise<string> {
  server = createServer((_, response) => {
    respond(response);
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
async function errorOf(work: Promise<unknown>): Promise<LogError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof LogError) return error;
  throw new Error(`no LogError: ${String(error)}`);
}

test.each([
  [401, "logs-token-rejected", undefined],
  [403, "logs-token-rejected", undefined],
  [400, "logs-query-rejected", undefined],
  [429, "logs-rate-limited", 0],
  [502, "logs-unavailable", 0],
  [200, "logs-not-loki", undefined],
] as const)("reports status %d as %s", async (status, code, retryAfterMs) => {
  const url = await serve((response) => response.writeHead(status).end("<html>\u001b[2J"));
  const error = await errorOf(queryLogs(localSource(url), QUERY));
  expect(error).toMatchObject({ code, retryAfterMs });
  expect(error.message).toContain(url);
  expect(error.message).not.toContain("\u001b");
});

test("reports a server that cannot be reached", async () => {
  const error = await errorOf(queryLogs(localSource("http://127.0.0.1:5998"), QUERY));
  expect(error).toMatchObject({ code: "logs-unavailable", retryAfterMs: 0 });
  expect(error.message).toContain("ECONNREFUSED");
});

const temporary = () => new LogError("logs-unavailable", "down", 0);
const permanent = () => new LogError("logs-token-rejected", "no");
function failing(errors: Error[]): () => Promise<LogEntry[]> {
  return () => {
    const error = errors.shift();
    return error === undefined ? Promise.resolve([]) : Promise.reject(error);
  };
}

test("repeats a query that failed for a while, and reports both ends once", async () => {
  const reports: string[] = [];
  const query = withRetries(failing([temporary(), temporary()]), (text) => reports.push(text));
  expect([await query(QUERY), reports.length]).toEqual([[], 2]);
  expect([await query(QUERY), reports.length]).toEqual([[], 2]);
});

test("does not repeat a query that was rejected", async () => {
  const query = withRetries(failing([temporary(), permanent()]), () => undefined);
  expect((await errorOf(query(QUERY))).code).toBe("logs-token-rejected");
});

test("ends a wait at the signal", async () => {
  const stopped = new AbortController();
  const query = withRetries(failing([new LogError("logs-rate-limited", "later", 60_000)]), () => {
    stopped.abort();
  });
  await expect(query({ ...QUERY, signal: stopped.signal })).rejects.toThrow("abort");
});
