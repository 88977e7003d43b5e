import { hasGap, isCurrent, plainText, stableText } from "../../scripts/tutorial/output";

test.each([
  ["the same text", "a\nb", "a\nb", true],
  ["another text", "a\nb", "a\nc", false],
  ["a missing line", "a\nb", "a", false],
  ["a further line", "a", "a\nb", false],
  ["lines in a gap", "a\n…\nd", "a\nb\nc\nd", true],
  ["lines after a gap", "…\nb", "a\nb\nc", false],
  ["lines in a gap at the end", "a\n…", "a\nb\nc", true],
  ["a line that is not after the gap", "a\n…\nd", "a\nb\nc", false],
  ["another order of lines", "…\nb\n…\na\n…", "a\nb", false],
])("compares %s", (_, expected, actual, result) => {
  expect(isCurrent(expected, actual)).toBe(result);
});

test.each([
  ["ports", "http://127.0.0.1:4580/", "http://127.0.0.1:40123/"],
  ["durations", "status 200 in 6 ms.", "status 200 in 1523 ms."],
  ["times", "2026-11-29T10:00:00.123Z", "2030-01-31T23:59:59Z"],
  ["IDs", "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"],
  ["hosts", "https://ordersb485d067-orders.functions", "https://orders11111111-orders.functions"],
  ["tokens of pages", "http://localhost:1/#…", "http://localhost:2/#0123abcd"],
  ["processes and engines", "process 1   engine podman 4.3.1", "process 22   engine Docker 28.2.2"],
])("ignores %s", (_, expected, actual) => {
  expect(isCurrent(expected, actual)).toBe(true);
});

test("does not ignore numbers that a reader depends on", () => {
  expect(isCurrent("exit code 3", "exit code 1")).toBe(false);
  expect(isCurrent("scale 0 to 5", "scale 0 to 50")).toBe(false);
});

test("displays output without colors, with the default port and without the token", () => {
  const printed = "\u001b[32mScaleway on http://127.0.0.1:40123\u001b[0m  \r\n\n\n\nhttp://127.0.0.1:40123/#abc\n";
  expect(stableText(plainText(printed))).toBe("Scaleway on http://127.0.0.1:4580\n\nhttp://127.0.0.1:4580/#…");
});

test("finds a gap only in a line of its own", () => {
  expect([hasGap("a\n…\nb"), hasGap("a … b")]).toEqual([true, false]);
});
