import * as fc from "fast-check";
import type { Labels } from "../../src/logs/entry";
import { parseQuery } from "../../src/logs/logql";

const LABELS: Labels = {
  resource_name: "shop1eb07827-order-api",
  region: "fr-par",
  resource_type: "serverless_container",
};
const selects = (query: string, labels = LABELS) => parseQuery(query).selects(labels);
const lines = (query: string, all: string[]) =>
  parseQuery(`{region="fr-par"} ${query}`)
    .filter(all.map((line) => ({ labels: LABELS, time: "0", line })))
    .map(({ line }) => line);
const errorOf = (query: string): string => {
  try {
    parseQuery(query);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

describe("a stream selector", () => {
  test.each([
    ['{region="fr-par"}', true],
    ['{region="nl-ams"}', false],
    [' { region = "fr-par" , resource_type = `serverless_container` } # comment', true],
    ['{region="fr-par",region!="fr-par"}', false],
    ['{region="fr-par", missing=""}', true],
    ['{region="fr-par", missing!=""}', false],
    ['{region=~"fr-.*"}', true],
    ['{region=~"fr"}', false],
    ['{region=~"nl-ams|fr-par"}', true],
    ['{region=~"(?i)FR-PAR"}', true],
    ['{resource_name=~".*-(order-api|api\\\\.v1)"}', true],
    ['{resource_name=~".+-worker"}', false],
    ['{region="fr-par", resource_name!~".+-worker"}', true],
    ['{region="fr-par", constructor=""}', true],
    ['{region="\\x66r-\\u0070ar"}', true],
  ])("%s selects: %s", (query, expected) => {
    expect(selects(query)).toBe(expected);
  });

  test.each(["{}", '{region=""}', '{region!="x"}', '{region=~".*"}', '{region!~"x"}'])(
    "must not select everything: %s",
    (query) => {
      expect(errorOf(query)).toMatch(/^parse error : queries require at least one/);
    },
  );
});

describe("a line filter", () => {
  const all = ['{"level":"error"}', "Error: timeout", "all good", "a.b [x]"];

  test.each([
    ['|= "error"', [0]],
    ['|~ "(?i)error"', [0, 1]],
    ['!= "error"', [1, 2, 3]],
    ['!~ "rror"', [2, 3]],
    ['|~ "rror" != "timeout"', [0]],
    ['|= ""', [0, 1, 2, 3]],
    ['|= `{"level"`', [0]],
    ['|~ `{"level":"(error|warn)"}`', [0]],
    ["|~ `a\\.b`", [3]],
    ["|~ `[]x]$`", [3]],
    ["|~ `\\[x]`", [3]],
    ["|~ `^all\\pZs?good$`", [2]],
    ["|~ `\\Aall (?P<what>\\w+)\\z`", [2]],
    ["|~ `\\-|\\:`", [0, 1]],
    ["|~ `(?U)l+ g`", [2]],
  ])("%s keeps the lines %j", (query, expected: number[]) => {
    expect(lines(query, all)).toEqual(expected.map((index) => all[index]));
  });

  test.each(["(a+)+$", "(a|a)*$", "(?:a*)*b", ".*a.*a.*a.*a.*a.*b"])("%s does not hang the server", (expression) => {
    expect(() => lines(`|~ \`${expression}\``, [`${"a".repeat(10_000)}c`])).toThrow("takes too long");
  });
});

describe("an error", () => {
  test.each([
    ["", "line 1, col 1"],
    ["{", "line 1, col 2"],
    ["{region}", "line 1, col 8"],
    ['{region="fr-par"', "line 1, col 17"],
    ['{region="fr-par",}', "line 1, col 18"],
    ["{region='fr-par'}", "line 1, col 9"],
    ['{region="fr-par}', "line 1, col 9"],
    ['{region="\\q"}', "line 1, col 9"],
    ['{region="fr-par"} |= ', "line 1, col 22"],
    ['{region="fr-par"}\n  | json', "line 2, col 3"],
    ['{region="fr-par"} |> "<_>"', "line 1, col 19"],
    ['{region="fr-par"} |= ip("1.1.1.1")', "line 1, col 22"],
    ['{region="fr-par"} |= "a" or "b"', "line 1, col 26"],
    ['sum(rate({region="fr-par"}[5m]))', "line 1, col 1"],
    ['{region="é😀"} x', "line 1, col 15"],
  ])("of %s has its position", (query, position) => {
    expect(errorOf(query)).toMatch(new RegExp(`^parse error at ${position}: `));
  });

  test.each([
    "(",
    "a{2,1}",
    "(?=a)",
    "(?<!a)",
    "\\1",
    "(?i:a)",
    "[[:alpha:]]",
    "*",
    "a**",
    "[z-a]",
    "(?P<n>a)(?P<n>b)",
  ])("reports an expression that RE2 or this server does not have: %s", (expression) => {
    expect(errorOf(`{region=~\`${expression}\`}`)).toMatch(/^parse error : error parsing regexp: /);
  });

  test.each(["a".repeat(3000), "(".repeat(3000), `${"(?:".repeat(600)}a${")*".repeat(600)}`])(
    "reports an expression that is too long",
    (expression) => {
      expect(errorOf(`{region=~\`${expression}\`}`)).toMatch(/characters|regular expression|takes too long|^$/);
    },
  );
});

describe("every query", () => {
  const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
  const text = fc.string({ unit: "binary" }).filter((each) => !/[\ud800-\udfff]/.test(each));

  test("selects by the value that is written in it", () => {
    fc.assert(
      fc.property(text, text, (value, other) => {
        fc.pre(value !== "");
        expect(selects(`{a=${quoted(value)}}`, { a: value })).toBe(true);
        expect(selects(`{a=${quoted(value)}}`, { a: other })).toBe(value === other);
      }),
    );
  });

  test("keeps the lines that contain the text that is written in it", () => {
    fc.assert(
      fc.property(text, text, text, (before, value, after) => {
        const all = [before + value + after, before];
        expect(lines(`|= ${quoted(value)}`, all)).toEqual(all.filter((each) => each.includes(value)));
        expect(lines(`!= ${quoted(value)}`, all)).toEqual(all.filter((each) => !each.includes(value)));
      }),
    );
  });

  test("is parsed, or rejected with an error of a query", () => {
    const parts = [
      "{",
      "}",
      "a",
      "=",
      "=~",
      "!=",
      "!~",
      "|=",
      "|~",
      "|",
      '"x"',
      "`y`",
      ",",
      " ",
      "\n",
      "#",
      "(",
      "\\",
      '"',
      "json",
      "[5m]",
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...parts), text), { maxLength: 12 }), (tokens) => {
        const message = errorOf(tokens.join(""));
        expect(message === "" || message.startsWith("parse error")).toBe(true);
      }),
    );
  });

  test("translates an expression, or rejects it with an error of a query", () => {
    const parts = [
      "a",
      "b",
      "[",
      "]",
      "{",
      "}",
      "(",
      ")",
      "*",
      "+",
      "?",
      "|",
      "^",
      "$",
      "\\",
      "\\d",
      "\\p",
      "L",
      ",",
      "1",
      "-",
      ":",
      "=",
      "<",
      "P",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 10 }), (tokens) => {
        const expression = tokens.join("");
        fc.pre(!expression.includes("`"));
        const message = errorOf(`{region="x", a=~\`${expression}\`}`);
        expect(message === "" || message.startsWith("parse error")).toBe(true);
      }),
    );
  });
});
