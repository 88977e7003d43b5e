import { waitAfter } from "../../lib/registry/retries";
import { REGISTRY_CLIENT_LIMITS as LIMITS } from "../../lib/limits";

const failure = (code?: string) => Object.assign(new Error("failed"), { code });
const status = (code: number, retryAfter?: string | string[]) => ({
  status: code,
  headers: { "retry-after": retryAfter },
});
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

test.each([
  ["an answer 429", status(429)],
  ["an answer 500", status(500)],
  ["an answer 503", status(503)],
  ["a connection that was reset", failure("ECONNRESET")],
  ["a connection that ended", failure("UND_ERR_SOCKET")],
  ["a name server that is busy", failure("EAI_AGAIN")],
])("waits twice as long each time after %s, until the last attempt", (_, error) => {
  const { firstWaitMs: first, attempts } = LIMITS;
  expect(attempts).toBe(4);
  expect([1, 2, 3, 4].map((attempt) => waitAfter(error, attempt))).toEqual([first, first * 2, first * 4, undefined]);
});

test.each([
  ["an answer 501", status(501)],
  ["an answer 200", status(200)],
  ["a name that there is not", failure("ENOTFOUND")],
  ["a certificate", failure("DEPTH_ZERO_SELF_SIGNED_CERT")],
  ["an error of another kind", failure()],
])("does not try again after %s", (_, error) => {
  expect(waitAfter(error, 1)).toBeUndefined();
});

test("waits as long as it is told, up to a limit", () => {
  const most = LIMITS.longestWaitMs / 1000;
  expect(waitAfter(status(429, String(most)), 1)).toBe(LIMITS.longestWaitMs);
  expect(waitAfter(status(429, String(most + 1)), 1)).toBeUndefined();
  expect(waitAfter(status(503, inSeconds(10)), 1)).toBeGreaterThan(5000);
  expect(waitAfter(status(503, inSeconds(3600)), 1)).toBeUndefined();
});

test.each([["soon"], [["1", "2"]], ["0"], [inSeconds(-10)]])("waits as ever for a Retry-After of %j", (value) => {
  expect(waitAfter(status(503, value), 1)).toBe(LIMITS.firstWaitMs);
  expect(waitAfter(status(503, value), 3)).toBe(LIMITS.firstWaitMs * 4);
});
