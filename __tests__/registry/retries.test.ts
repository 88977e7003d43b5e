import { isPassing, toldWaitMs } from "../../lib/registry/retries";
import { LIMITS } from "../../lib/registry/limits";

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
])("tries again after %s", (_, outcome) => {
  expect(isPassing(outcome)).toBe(true);
});

test.each([
  ["an answer 501", status(501)],
  ["an answer 200", status(200)],
  ["a name that there is not", failure("ENOTFOUND")],
  ["a certificate", failure("DEPTH_ZERO_SELF_SIGNED_CERT")],
  ["an error of another kind", failure()],
])("does not try again after %s", (_, error) => {
  expect(isPassing(error)).toBe(false);
});

test("waits as long as it is told, up to a limit", () => {
  const most = LIMITS.longestWaitMs / 1000;
  expect(toldWaitMs(status(429, String(most)))).toBe(LIMITS.longestWaitMs);
  expect(toldWaitMs(status(429, String(most + 1)))).toBeUndefined();
  expect(toldWaitMs(status(503, inSeconds(10)))).toBeGreaterThan(5000);
  expect(toldWaitMs(status(503, inSeconds(3600)))).toBeUndefined();
});

test.each([["soon"], [["1", "2"]], ["0"], [inSeconds(-10)]])("is told nothing by a Retry-After of %j", (value) => {
  expect(toldWaitMs(status(503, value))).toBe(0);
});
