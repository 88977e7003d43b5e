import { isRetryableCode, isRetryableStatus, requestedWaitMs } from "../../lib/registry/retries";
import { LIMITS } from "../../lib/registry/limits";

const retryAfter = (value: string | string[]) => ({ "retry-after": value });
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

test.each([
  [429, true],
  [500, true],
  [503, true],
  [501, false],
  [200, false],
])("a status %i is retryable: %j", (status, isRetryable) => {
  expect(isRetryableStatus(status)).toBe(isRetryable);
});

test.each([
  ["ECONNRESET", true],
  ["UND_ERR_SOCKET", true],
  ["EAI_AGAIN", true],
  ["ENOTFOUND", false],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", false],
  ["", false],
])("an error with the code %j is retryable: %j", (code, isRetryable) => {
  expect(isRetryableCode(code)).toBe(isRetryable);
});

test("the server's wait is accepted up to a limit", () => {
  const maxSeconds = LIMITS.longestWaitMs / 1000;
  expect(requestedWaitMs(retryAfter(String(maxSeconds)))).toBe(LIMITS.longestWaitMs);
  expect(requestedWaitMs(retryAfter(String(maxSeconds + 1)))).toBeUndefined();
  expect(requestedWaitMs(retryAfter(inSeconds(10)))).toBeGreaterThan(5000);
  expect(requestedWaitMs(retryAfter(inSeconds(3600)))).toBeUndefined();
});

test.each([["soon"], [["1", "2"]], ["0"], [inSeconds(-10)]])("a Retry-After of %j requests no wait", (value) => {
  expect(requestedWaitMs(retryAfter(value))).toBe(0);
});
