import { matchesPattern } from "../../../lib/review/states/patterns";
import { cpuMs } from "../../helpers/cpu-time";

test.each([
  ["a.tfstate", "a.tfstate", true],
  ["a.tfstate", "a", false],
  ["a.tfstate", "*", true],
  ["a.tfstate", "a*", true],
  ["a.tfstate", "*.tfstate", true],
  ["a.tfstate", "*.json", false],
  ["shop/a.tfstate", "shop/*.tfstate", true],
  ["a-b-c", "a*b*c", true],
  ["a-c-b", "a*b*c", false],
  ["aba", "ab*ba", false],
  ["a+b", "a.b", false],
  ["", "*", true],
])("%j with the pattern %j: %j", (text, pattern, expected) => {
  expect(matchesPattern(text, pattern)).toBe(expected);
});

test("takes no longer with many asterisks", () => {
  const time = cpuMs(() => {
    expect(matchesPattern("a".repeat(100_000), `${"a*".repeat(1000)}b`)).toBe(false);
  });
  expect(time).toBeLessThan(1000);
});
