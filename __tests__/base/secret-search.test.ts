import fc from "fast-check";
import { findSecrets } from "../../lib/base/secret-search";
import { cpuMs } from "../helpers/cpu-time";

test("names the place and the reason of each finding", () => {
  const input = {
    env: [
      { name: "LOG_LEVEL", value: "info" },
      { name: "DB_PASSWORD", value: "hunter2" },
    ],
    args: ["serve", "--token", "hunter22"],
    config: '{"database":{"password":"hunter2"}}',
    url: "postgres://app:hunter2@db/app",
  };
  expect(findSecrets(input)).toEqual([
    { path: ["env", 1, "value"], reason: "its name" },
    { path: ["args", 2], reason: "the value of --token" },
    { path: ["config"], reason: "the value of password" },
    { path: ["url"], reason: "a connection string with a password" },
  ]);
});

test("a finding never contains the secret, also if the secret is in the place of a name", () => {
  const hidden = "key-0a1b2c3d4e5f60718293a4b5c6d7e8f9";
  expect(JSON.stringify(findSecrets([`${hidden}=${hidden}`]))).not.toContain(hidden);
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9!]{8,20}$/), (password) => {
      const texts = [`DB_PASSWORD=${password}z9`, `{"password":"${password}z9"}`, `--password ${password}z9`];
      const found = findSecrets(texts);
      expect(found).toHaveLength(texts.length);
      expect(JSON.stringify(found)).not.toContain(password);
    }),
    { numRuns: 50 },
  );
});

test("accepts every value, also a deep one, a circle, and a text that is almost JSON", () => {
  const circle: Record<string, unknown> = {};
  circle["inner"] = circle;
  const deep = "[".repeat(30_000) + "]".repeat(30_000);
  expect(findSecrets([circle, deep, null, undefined, 1, Symbol("a"), new Map()])).toEqual([]);
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from("aK=:\"'{}[]$.-@/ \n\\")), maxLength: 60 }), (text) => {
      expect(findSecrets({ key: text, other: [text] }).length).toBeLessThanOrEqual(2);
    }),
    { numRuns: 100 },
  );
});

/** Texts that a pattern with backtracking would read again and again. */
test.each([
  ...["eyJ", "eyJaaaa.", "a=", "key=", "key='", "key=a", "pw=1&", "password=${", "auth=$", "a:b@", "://", "://a:b"],
  ...[
    "{",
    "{{",
    "[{",
    '{"a":',
    '"',
    "'",
    "\\",
    " ",
    "\n",
    "\nkey: ",
    "--password ",
    "Bearer ",
    "Basic a",
    "sk-",
    "SG.a.",
  ],
  ...["${", "$", "A", "1:", "<", "/a", "../", "x", "*", '\\"key\\":\\"'],
])("reads 65,536 characters of %j without backtracking", (part) => {
  const time = cpuMs(() => {
    findSecrets({ KEY: part.repeat(65_536 / part.length) });
  });
  // Backtracking takes minutes.
  expect(time).toBeLessThan(5000);
});
