import dockerignore from "@balena/dockerignore";
import fc from "fast-check";
import { IgnoreRules, type RuleMatch } from "../../lib/images/ignore-rules";
import { cpuMs } from "../helpers/cpu-time";
import { propertyRuns } from "../helpers/property-runs";

/** Whether a path is ignored, after a walk through its parents. */
function isIgnored(rules: IgnoreRules, path: string): boolean {
  const names = path.split("/");
  let match: RuleMatch | undefined;
  for (const index of names.keys()) match = rules.match(names.slice(0, index + 1).join("/"), match);
  return match!.isIgnored;
}

const ignores = (text: string, path: string) => isIgnored(new IgnoreRules(text), path);

// The results of github.com/moby/patternmatcher with Go 1.26.
describe("ignores the same path as Docker", () => {
  test.each<[text: string, ignored: readonly string[], included: readonly string[]]>([
    ["**", ["a", ".a", "a/b"], []],
    ["*", ["a", ".a", "a/b"], []],
    ["a", ["a", "a/b/c"], ["b/a", "ab", "A"]],
    ["a/**", ["a/b", "a/b/c"], ["a", "b/a/c"]],
    ["**/a", ["a", "b/a", "b/c/a", "a/b"], ["ba", "b/ca"]],
    ["**a", ["a", "ba", "b/a", "b/ca"], ["ab"]],
    ["**a*", ["a", "ab", "b/a"], ["ba", "b/ca"]],
    ["a**/*.txt", ["a/b.txt", "a/b/c.txt", "ab/c.txt", "a.txt"], ["b/a.txt"]],
    ["**/b/**", ["b/a", "a/b/c", "b/b"], ["b", "a/b"]],
    ["*/b", ["a/b", "a/b/c"], ["b", "a/c/b"]],
    ["a?c", ["abc", "aéc", "a💥c"], ["ac", "a/c", "abbc"]],
    ["[a-c]x", ["ax", "cx"], ["dx", "x", "-x"]],
    ["[^a-c]x", ["dx", "-x"], ["ax", "x"]],
    ["[!a]x", ["!x", "ax"], ["bx"]],
    ["[\\]\\-]x", ["]x", "-x"], ["\\x"]],
    ["a]", ["a]"], ["a"]],
    ["a\\*b", ["a*b"], ["aab"]],
    ["(a)+.$", ["(a)+.$"], ["a", "aab"]],
    ["app/(auth)/*.ts", ["app/(auth)/a.ts"], ["app/auth/a.ts"]],
    ["/a/../b//c/./", ["b/c"], ["a", "b"]],
    ["  a  \r\n#b\n #c\n\nd", ["a", "#c", "d"], ["b", "#b"]],
    ["\uFEFFa", ["a"], []],
    ["*\n!a/b", ["c", "a/c", "a"], ["a/b", "a/b/c"]],
    ["*\n! /a", ["b"], ["a", "a/c"]],
    // A rule is skipped for a folder that it would not change, and does not match the files in the folder.
    ["**\n!**/*.ts\ntest", ["a/b", "test/a"], ["a.ts", "test/a.ts"]],
    ["a\n!a/b\na/b/c", ["a/x", "a/b/c"], ["a/b", "a/b/d"]],
    ["**/b\n!a", ["b", "a/b", "a/b/c"], ["a"]],
    ["!a\na", ["a"], []],
    ["!!a\n.\n/", [], ["a", "!a"]],
  ])("with the rules %j", (text, ignored, included) => {
    expect(ignored.filter((path) => !ignores(text, path))).toEqual([]);
    expect(included.filter((path) => ignores(text, path))).toEqual([]);
  });

  test("compared with its port to JavaScript", () => {
    const name = fc.constantFrom("a", "b", "ab", "*", "?", "*b", "a*", "[ab]b", "[^a]", "**", "\\*", "a.b", "..");
    const pattern = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));
    const path = fc
      .array(fc.constantFrom("a", "b", "ab", "ba", "a.b", "*"), { minLength: 1, maxLength: 4 })
      .map((names) => names.join("/"));
    fc.assert(
      fc.property(pattern, fc.array(path, { minLength: 1, maxLength: 8 }), (text, paths) => {
        const expected = dockerignore({ ignorecase: false }).add(text).createFilter();
        expect(paths.filter((each) => !ignores(text, each))).toEqual(paths.filter(expected));
      }),
      { numRuns: propertyRuns(500) },
    );
  });
});

test.each(["[", "[a", "[]", "[]a]", "[^]", "[-a]", "[a-]", "[b-a]", "[a\\", "a\\", "!", "! ", "!/", "a/[b"])(
  "rejects the pattern %j with its line",
  (pattern) => {
    const act = () => new IgnoreRules(`a\n\n${pattern}\n[`);
    expect(act).toThrow(SyntaxError);
    expect(act).toThrow(`line 3: ${JSON.stringify(pattern.trim())}`);
  },
);

test("an exception is looked for only in folders that it could match in", () => {
  const rules = new IgnoreRules("**\n!src/lib/*.ts\n!docs/*\n!a");
  const folders = ["src", "src/lib", "src/lib/deep", "docs", "node_modules", "src/test", "srcs", "a"];
  expect(folders.filter((folder) => rules.canIncludeIn(folder))).toEqual([
    "src",
    "src/lib",
    "src/lib/deep",
    "docs",
    "a",
  ]);
  expect(new IgnoreRules("**\n!**/*.ts").canIncludeIn("node_modules/a")).toBe(true);
  expect(new IgnoreRules("node_modules").canIncludeIn("node_modules")).toBe(false);
});

test.each([
  ["stars", "*a".repeat(500) + "b"],
  ["folders", "**/".repeat(1000) + "b"],
  ["folders and stars", "**/*a".repeat(200) + "b"],
  ["text with two stars", "**a".repeat(200) + "?b"],
  ["classes", "*[a-z]".repeat(300) + "[b]"],
  ["question marks", "*?".repeat(300) + "[b]"],
])("a pattern with many %s is matched without backtracking", (_, pattern) => {
  const rules = new IgnoreRules(pattern);
  const time = cpuMs(() => {
    expect(rules.match("a".repeat(250)).isIgnored).toBe(false);
    expect(rules.match("a/".repeat(125) + "a").isIgnored).toBe(false);
  });
  expect(time).toBeLessThan(1000);
});
