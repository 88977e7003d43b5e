import * as fc from "fast-check";
import { formatEntry } from "../../../lib/cli/logs/format";
import type { LogEntry } from "../../../lib/cli/logs/loki";
import { parseSince } from "../../../lib/cli/logs/since";

const entry: LogEntry = {
  time: 1_795_946_400_123_456_789n,
  containerId: "4f4fbe17-1c2a-49e4-93bb-be471f23cce1",
  resourceName: "shop1eb07827-order-api",
  instance: "shop1eb07827-order-api-00002-deployment-6f8-x7k2p",
  stream: "stdout",
  message: "ready",
};
const plain = { isJson: false, hasContainer: false, isColored: false };
const colored = { ...plain, isColored: true };
const json = { ...plain, isJson: true };

describe("a line", () => {
  test("has its time, its instance, and its container if several are printed", () => {
    expect(formatEntry(entry, plain)).toBe("2026-11-29T10:00:00.123Z x7k2p    ready\n");
    expect(formatEntry({ ...entry, instance: "0123456789abcdef" }, { ...plain, hasContainer: true })).toBe(
      "2026-11-29T10:00:00.123Z shop/order-api 01234567 ready\n",
    );
  });

  test("has a color for its stream on a terminal only", () => {
    const prefixes = ["stdout", "stderr", "platform"].map((stream) => formatEntry({ ...entry, stream }, colored));
    expect(new Set(prefixes).size).toBe(3);
    expect(prefixes[1]).toContain("\u001b[31mx7k2p");
    expect(formatEntry({ ...entry, stream: "stderr" }, plain)).not.toContain("\u001b");
  });

  test("keeps the colors of the program on a terminal, and no other sequence", () => {
    const message = "\u001b[1;31mred\u001b[0m\u001b[2J\u001b]0;title\u0007\ttab\u009b1m";
    expect(formatEntry({ ...entry, message }, plain)).toMatch(
      / red\\u001b\[2J\\u001b\]0;title\\u0007\ttab\\u009b1m\n$/,
    );
    expect(formatEntry({ ...entry, message }, colored)).toContain("\u001b[1;31mred\u001b[0m\\u001b[2J\\u001b]0;");
  });

  test("does not leave the terminal in a color of the program", () => {
    const text = formatEntry({ ...entry, message: "\u001b[31mred" }, colored);
    expect(text.endsWith("[31mred\u001b[0m\n")).toBe(true);
  });

  test("is one JSON object with all of its values", () => {
    const message = '\u009b\u202e\u{e0001}"\u001b';
    const text = formatEntry({ ...entry, message }, json);
    expect(text).toMatch(/^[\x20-\x7e]*\n$/);
    expect(JSON.parse(text)).toEqual({
      time: "2026-11-29T10:00:00.123456789Z",
      namespace: "shop",
      container: "order-api",
      container_id: entry.containerId,
      instance: entry.instance,
      stream: "stdout",
      message,
    });
  });

  test("never has a raw control character, whatever the program prints", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, text, fc.boolean(), (message, instance, isJson) => {
        const line = formatEntry({ ...entry, message, instance }, { ...plain, isJson, hasContainer: true });
        expect(line.slice(0, -1)).not.toMatch(/[^\P{Cc}\t]|[\p{Cf}\p{Zl}\p{Zp}]/u);
        if (isJson) expect(JSON.parse(line)).toMatchObject({ message, instance });
      }),
    );
  });
});

describe("a time of --since", () => {
  const now = Date.UTC(2026, 10, 29, 10);
  test.each([
    ["10m", now - 600_000],
    ["1h30m", now - 5_400_000],
    ["0s", now],
    ["2d", now - 172_800_000],
    ["999999999d", 0],
    ["2026-11-29T10:00:00Z", now],
    ["2026-11-29T11:00+01:00", now],
    ["2026-11-29T10:00:00.5Z", now + 500],
  ])("%s is understood", (text, expected) => {
    expect(parseSince(text, now)).toBe(BigInt(expected) * 1_000_000n);
  });

  test.each([
    "",
    "10",
    "m",
    "-5m",
    "1.5h",
    "10 m",
    "2026-11-29",
    "2026-11-29T10:00:00",
    "2026-13-29T10:00:00Z",
    "yesterday",
  ])("%j is not valid", (text) => {
    expect(parseSince(text, now)).toBeUndefined();
  });
});
