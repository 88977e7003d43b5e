import { MANIFEST_LIMITS } from "../../lib/facts/limits";
import { codesIn, container, loadTexts, messagesIn, yamlOf } from "../helpers/manifests";

const good = yamlOf(container());
const withLine = (line: string) => `${good}${line}\n`;
/** Ten levels of ten aliases each. */
const bomb = [
  "a0: &a0 [x, x]",
  ...Array.from({ length: 10 }, (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}*a${level}]`),
].join("\n");

const mergedInto = (mapping: string) => good.replace("name: api\n", `<<: &a ${mapping}\n  name: api\n`);
/** Ten levels, each with ten copies of the level below. */
const mergeBomb = [
  "a0: &a0 {x: 1}",
  ...Array.from(
    { length: 9 },
    (_, level) =>
      `a${level + 1}: &a${level + 1} {${"abcdefghij".replace(/./g, (key) => `${key}: {<<: *a${level}}, `)}}`,
  ),
].join("\n");

describe("reports the code and the position of", () => {
  test.each<[string, string | Uint8Array, string]>([
    ["an empty file", "", "a.yaml: empty"],
    ["a file of blanks", "\n  \n", "a.yaml: empty"],
    ["a file of comments", "# nothing\n", "a.yaml: empty"],
    ["a file of empty documents", "---\n# nothing\n---\n", "a.yaml: empty"],
    ["null", "~\n", "a.yaml: empty"],
    ["a duplicate key", withLine("kind: x"), "a.yaml:13:1: duplicate-key"],
    ["a duplicate key in brackets", withLine("x: {a: 1, a: 2}"), "a.yaml:13:11: duplicate-key"],
    ["a tab in the indentation", "kind:\n\tx: 1\n", "a.yaml:2:1: invalid-yaml"],
    ["a bracket that is not closed", "kind: [a, b\n", "a.yaml:2:1: invalid-yaml"],
    ["a quote that is not closed", 'kind: "a\n', "a.yaml:2:1: invalid-yaml"],
    ["an indentation that does not fit", "a:\n    b: 1\n  c: 2\n", "a.yaml:3:1: invalid-yaml"],
    ["two values on a line", "a: b: c\n", "a.yaml:1:4: invalid-yaml"],
    ["text that starts with @", "a: @b\n", "a.yaml:1:4: invalid-yaml"],
    ["an unknown escape sequence", 'a: "\\q"\n', "a.yaml:1:5: invalid-yaml"],
    ["an unknown tag", "a: !secret b\n", "a.yaml:1:4: invalid-yaml"],
    ["an alias without an anchor", "a: *b\n", "a.yaml:1:4: unknown-anchor"],
    ["a key that is not text", "? [a]\n: b\n", "a.yaml:1:3: invalid-yaml"],
    ["an alias bomb", bomb, "a.yaml:1:1: too-many"],
    [
      "an alias of its own parent",
      good.replace("name: api\n", "name: api\n  labels: &a {b: *a}\n"),
      "a.yaml:5:18 metadata.labels.b: wrong-type",
    ],
    ["text that CDKTF reads as a token", 'a: "${TfToken[TOKEN.0]}"\n', "a.yaml:1:4: reserved-text"],
    ["too many aliases", `a: &a b\nc: [${"*a,".repeat(101)}]`, "a.yaml:1:1: too-many"],
    ["too many values", `a: [${"b,".repeat(5000)}]`, "a.yaml:1:1: too-many"],
    ["too many documents", "a: b\n---\n".repeat(1001), "a.yaml: too-many"],
    ["half of a surrogate pair", 'a: "\\ud800"\n', "a.yaml:1:4: invalid-unicode"],
    ["a key that JavaScript would lose", "a: 1\n__proto__: 1\n", "a.yaml:2:1: unsupported-name"],
    [
      "an unknown field behind an alias, at its anchor",
      good.replace("spec:\n", "  labels: &a {b: [1]}\nspec:\n  env: *a\n"),
      "a.yaml:5:15 spec.env.b: unknown-field",
    ],
    ["a merge key without a mapping", `${good}<<: x\n`, "a.yaml:13:1: unsupported-merge-key"],
    ["a merge key with a list of texts", `${good}<<: [{}, x]\n`, "a.yaml:13:1: unsupported-merge-key"],
    ["a mapping that is merged into itself", "a: &a {<<: *a}\n", "a.yaml:1:1: too-many"],
    ["a mapping that is merged into its own part", "a: &a {b: {<<: *a}}\n", "a.yaml:1:1: too-many"],
    ["an unknown field that is merged, at its anchor", mergedInto("{b: 1}"), "a.yaml:4:11 metadata.b: unknown-field"],
    ["a bomb of merge keys", mergeBomb, "a.yaml:1:1: too-many"],
    ["a number with a leading zero", withLine("x: 010"), "a.yaml:13:4: leading-zero"],
    ["a number with a leading zero in decimal digits", withLine("x: -0809"), "a.yaml:13:4: leading-zero"],
    ["an expression of Helm or Jinja as a value", withLine("x: {{ x }}"), "a.yaml:13:4: unrendered-template"],
    ["an expression of Helm on its own line", withLine("{{- if .Values.x }}"), "a.yaml:13:1: unrendered-template"],
    ["a statement of Jinja", withLine("{% if x %}"), "a.yaml:13:1: unrendered-template"],
    ["bytes that are not UTF-8", Buffer.from([0x61, 0x0a, 0x62, 0x3a, 0x20, 0xff, 0x0a]), "a.yaml:2:1: not-utf8"],
    ["UTF-16", Buffer.from("\ufeffkind: x\n", "utf16le"), "a.yaml:1:1: not-utf8"],
    ["10 MB", Buffer.alloc(10_000_000, "a: b\n"), "a.yaml: file-too-large"],
  ])("%s", (_, text, code) => {
    expect(codesIn(text)[0]).toBe(code);
  });

  test.each(["[", "{a: ", "- ", "? ", "a: &a ["])("20 000 times %j", (level) => {
    expect(codesIn(level.repeat(20_000))).toEqual([expect.stringMatching(/^a\.yaml:1:\d+: nested-too-deeply$/)]);
  });

  test("all syntax errors of all documents, and the issues of the other documents", () => {
    const port = yamlOf(container({ port: -1 }));
    expect(codesIn(`a: @b\nc: !d e\n---\n${port}`, "a: *b\n")).toEqual([
      "a.yaml:1:4: invalid-yaml",
      "a.yaml:2:4: invalid-yaml",
      "a.yaml:16:9 spec.port: below-minimum",
      "b.yaml:1:4: unknown-anchor",
    ]);
  });
});

test("each syntax error has its own message", () => {
  const texts = [
    "a:\n\tx: 1\n",
    "a: [b\n",
    'a: "b\n',
    "a: b: c\n",
    "a: @b\n",
    'a: "\\q"\n',
    "a: !b c\n",
    "? [a]\n: b\n",
  ];
  expect(new Set(texts.map((text) => messagesIn(text)[0])).size).toBe(texts.length);
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
])("a syntax error does not repeat a secret: %s", (value) => {
  const text = yamlOf(container({ env: { secrets: [{ name: "KEY", value: "PLACE" }] } })).replace("PLACE", value);
  expect([...codesIn(text), ...messagesIn(text)].join("\n")).not.toContain("hunter2");
});

test.each([
  ["a byte order mark", `\ufeff${good}`],
  ["Windows line ends", good.replaceAll("\n", "\r\n")],
  ["--- at the start and ... at the end", `---\n${good}...\n`],
  ["comments", `# a\n${good.replace("spec:", "spec: # b")}`],
  ["JSON", JSON.stringify(container())],
  ["anchors and aliases", good.replace("name: api\n", "name: &name api\n").replace("    name: api", "    name: *name")],
])("reads %s", (_, text) => {
  expect(loadTexts(text).map(({ name }) => name)).toEqual(["api"]);
});

test("reads a file with the maximum number of bytes", () => {
  const text = `${good}#`.padEnd(MANIFEST_LIMITS.fileBytes - 1, "x") + "\n";
  expect(loadTexts(text)).toHaveLength(1);
  expect(codesIn(`${text} `)).toEqual(["a.yaml: file-too-large"]);
});

test.each([
  ["an empty document at the end", `${good}---\n`],
  ["empty documents between others", `---\n---\n${good}---\n# nothing\n---\n...\n`],
  ["a merge key", mergedInto("{labels: {a: b}, name: other}")],
  ["a merge key with a list", mergedInto("{}").replace("&a {}", "[{labels: {a: b}}, {labels: {a: c}}]")],
  ["a merge key in quotes as the name of a label", good.replace("name: api\n", 'name: api\n  labels: {"<<": x}\n')],
])("accepts %s", (_, text) => {
  expect(loadTexts(text).map(({ name }) => name)).toEqual(["api"]);
});

test("a file of comments is empty only in a run without documents", () => {
  expect(loadTexts("# nothing\n", good, "---\n")).toHaveLength(1);
  expect(codesIn("# nothing\n", "---\n")).toEqual(["a.yaml: empty", "b.yaml: empty"]);
});

test("entries of a mapping win over merged entries, and earlier merged entries over later ones", () => {
  const [manifest] = loadTexts(mergedInto("{}").replace("&a {}", "[{name: x, labels: {a: b}}, {labels: {a: c}}]"));
  expect(manifest?.documents[0]?.metadata).toMatchObject({ name: "api", labels: { a: "b" } });
});

test("reports an expression of a template alone, without the errors behind it", () => {
  expect(codesIn("a: 1\n{{- range .Values.list }}\n- {{ . }}: @\n{{- end }}\n---\nkind: Nothing\n")).toEqual([
    "a.yaml:2:1: unrendered-template",
    "a.yaml:6:7 kind: unsupported-kind",
  ]);
});

test.each(["0", "-0", "0.5", "0x1F", "0o17", '"010"'])("accepts %s as an unambiguous scalar", (scalar) => {
  expect(codesIn(withLine(`x: ${scalar}`))).toEqual(["a.yaml:13:1 x: unknown-field"]);
});

test("the message about a duplicate key contains the key, but not in a list of secrets", () => {
  expect(messagesIn(withLine("kind: x"))[0]).toMatch(/^kind /);
  expect(messagesIn(`${good}  env: {secrets: [{hunter2: 1, hunter2: 2}]}\n`)[0]).not.toContain("hunter2");
});
