import { MANIFEST_LIMITS } from "../../lib/facts/limits";
import { container, loadTexts, problemsIn, yamlOf } from "../helpers/manifests";

const good = yamlOf(container());
const withLine = (line: string) => `${good}${line}\n`;
/** Ten levels of ten aliases each. */
const bomb = [
  "a0: &a0 [x, x]",
  ...Array.from({ length: 10 }, (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}*a${level}]`),
].join("\n");

describe("fails, with the place and a remedy", () => {
  test.each<[string, string | Uint8Array, string]>([
    ["an empty file", "", "a.yaml: is empty; write a manifest"],
    ["a file of blanks", "\n  \n", "a.yaml: is empty; write a manifest"],
    ["a file of comments", "# nothing\n", "a.yaml: is empty; write a manifest"],
    [
      "an empty document at the end",
      `${good}---\n`,
      "a.yaml:13:1: the document is empty; write a manifest, or remove its ---",
    ],
    ["an empty document between others", `---\n---\n${good}`, "a.yaml:1:1: the document is empty;"],
    ["null", "~\n", "a.yaml:1:1: the document is empty;"],
    ["a key that stands twice", withLine("kind: x"), "a.yaml:13:1: the key stands here a second time; remove one"],
    [
      "a key that stands twice in brackets",
      withLine("x: {a: 1, a: 2}"),
      "a.yaml:13:11: the key stands here a second time",
    ],
    ["a tab in the indentation", "kind:\n\tx: 1\n", "a.yaml:2:1: a tab stands in the indentation; use spaces"],
    [
      "a bracket that is not closed",
      "kind: [a, b\n",
      "a.yaml:2:1: the indentation does not fit the lines above, or a bracket in them is not closed",
    ],
    ["a quote that is not closed", 'kind: "a\n', "a.yaml:2:1: a character is missing here"],
    ["an indentation that does not fit", "a:\n    b: 1\n  c: 2\n", "a.yaml:3:1: the indentation does not fit"],
    ["two values on a line", "a: b: c\n", "a.yaml:1:4: a key with a value stands where a value is"],
    ["text that starts with @", "a: @b\n", "a.yaml:1:4: text cannot start with this character; put it in quotes"],
    ["an unknown escape", 'a: "\\q"\n', "a.yaml:1:5: no escape of YAML follows the \\"],
    ["a tag that is not known", "a: !secret b\n", "a.yaml:1:4: a tag (!name) is not known here"],
    ["an alias without an anchor", "a: *b\n", "a.yaml:1:4: no anchor (&name) of this name stands before the alias"],
    ["a key that is no text", "? [a]\n: b\n", "a.yaml:1:3: a key is no text; put it in quotes"],
    ["an alias bomb", bomb, "a.yaml:1:1: the aliases (*name) give more than 100 values; write them out"],
    [
      "an alias in a circle",
      good.replace("name: api\n", "name: api\n  labels: &a {b: *a}\n"),
      "a.yaml:5:18 metadata.labels.b: is an object, not text",
    ],
    [
      "text that CDKTF takes for its own",
      'a: "${TfToken[TOKEN.0]}"\n',
      "a.yaml:1:4: holds text that CDKTF keeps for itself",
    ],
    [
      "more aliases than a manifest needs",
      `a: &a b\nc: [${"*a,".repeat(101)}]`,
      "a.yaml:1:1: has more than 100 aliases",
    ],
    ["more values than a manifest needs", `a: [${"b,".repeat(5000)}]`, "a.yaml:1:1: has more than 5000 values"],
    ["more documents than a run takes", "a: b\n---\n".repeat(1001), "a.yaml: makes 1002 documents, more than 1000"],
    ["half of a character", 'a: "\\ud800"\n', "a.yaml:1:4: holds half of a character; write the whole one"],
    [
      "a key that JavaScript would swallow",
      "a: 1\n__proto__: 1\n",
      "a.yaml:2:1: __proto__ is no key that can be passed on",
    ],
    [
      "what is wrong behind an alias, at its anchor",
      good.replace("spec:\n", "  labels: &a {b: [1]}\nspec:\n  env: *a\n"),
      "a.yaml:5:15 spec.env.b: is not a known field",
    ],
    ["a merge key", `${good}<<: {kind: x}\n`, "a.yaml:13:1 <<: is YAML's merge key, which is not read here"],
    [
      "bytes that are no UTF-8",
      Buffer.from([0x61, 0x0a, 0x62, 0x3a, 0x20, 0xff, 0x0a]),
      "a.yaml:2:1: is not UTF-8 text; save it as UTF-8",
    ],
    ["UTF-16", Buffer.from("\ufeffkind: x\n", "utf16le"), "a.yaml:1:1: is not UTF-8 text"],
    ...["[", "{a: ", "- ", "? ", "a: &a ["].map((level): [string, string, string] => [
      `a text of 20 000 times ${level}`,
      level.repeat(20_000),
      "is nested more than 100 levels deep; write a manifest",
    ]),
    [
      "10 MB",
      Buffer.alloc(10_000_000, "a: b\n"),
      "a.yaml: has 10000000 bytes, more than 500000; split it into several files",
    ],
  ])("for %s", (_, text, problem) => {
    expect(problemsIn(text)[0]).toContain(problem);
  });

  test("for all syntax errors of all documents, and what is wrong in the documents without one", () => {
    const port = yamlOf(container({ port: 0 }));
    expect(problemsIn(`a: @b\nc: !d e\n---\n${port}`, "a: *b\n")).toEqual([
      expect.stringMatching(/^a\.yaml:1:4: text cannot start/),
      expect.stringMatching(/^a\.yaml:2:4: a tag/),
      expect.stringMatching(/^a\.yaml:16:9 spec\.port: 0 is below/),
      expect.stringMatching(/^b\.yaml:1:4: no anchor/),
    ]);
  });

  test.each([
    "*hunter2",
    "!hunter2",
    "@hunter2",
    '"hunter2\\q"',
    "hunter2: x: y",
    "[hunter2",
    "%hunter2",
    "&hunter2 *hunter2",
    "{hunter2",
  ])("without repeating what may be a secret: %s", (value) => {
    const text = yamlOf(container({ env: { secrets: [{ name: "KEY", value: "PLACE" }] } })).replace("PLACE", value);
    expect(problemsIn(text).join("\n")).not.toContain("hunter2");
  });
});

test.each([
  ["a byte order mark", `\ufeff${good}`],
  ["Windows' line ends", good.replaceAll("\n", "\r\n")],
  ["--- at the start and ... at the end", `---\n${good}...\n`],
  ["comments", `# a\n${good.replace("spec:", "spec: # b")}`],
  ["JSON", JSON.stringify(container())],
  ["anchors and aliases", good.replace("name: api\n", "name: &name api\n").replace("    name: api", "    name: *name")],
])("reads %s", (_, text) => {
  expect(loadTexts(text).map(({ name }) => name)).toEqual(["api"]);
});

test("reads a file of the most bytes that are allowed", () => {
  const text = `${good}#`.padEnd(MANIFEST_LIMITS.fileBytes - 1, "x") + "\n";
  expect(loadTexts(text)).toHaveLength(1);
  expect(problemsIn(`${text} `)).toHaveLength(1);
});
