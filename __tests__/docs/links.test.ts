import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../..");

type Code = "broken-link" | "invalid-url" | "missing-anchor" | "missing-file" | "page-too-long" | "unreachable-page";

/** The problems of pages, in a process of their own: the libraries for Markdown are ES modules. */
function problemsOf(rows: readonly Row[]): Record<string, [Code, string][]> {
  const script = `
    import { readFileSync } from "node:fs";
    import { checkLinks, checkPages } from "./scripts/doc-links/check.mjs";
    const rows = JSON.parse(readFileSync(0, "utf8"));
    const problems = rows.map(([name, pages]) => {
      const isLinked = ([file]) => file.startsWith("node_modules/");
      const texts = new Map(Object.entries(pages).filter((page) => !isLinked(page)));
      const linked = new Map(Object.entries(pages).filter(isLinked));
      const tree = { name, texts, linked, files: new Set(Object.keys(pages)) };
      return [name, [...checkLinks(tree), ...checkPages(tree)].map(({ code, place }) => [code, place])];
    });
    process.stdout.write(JSON.stringify(Object.fromEntries(problems)));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: root,
    input: JSON.stringify(rows),
    encoding: "utf8",
  });
  return JSON.parse(output) as Record<string, [Code, string][]>;
}

/** A name, the pages, and the problems in them. */
type Row = readonly [string, Readonly<Record<string, string>>, readonly [Code, string][]];

const index = "[a](a.md)";
const rows: readonly Row[] = [
  ["a file that exists", { "README.md": "[a](docs/a.md)", "docs/README.md": index, "docs/a.md": "" }, []],
  ["a missing file", { "README.md": "# Title\n\n[a](docs/b.md)" }, [["missing-file", "README.md:3"]]],
  ["another case of letters", { "README.md": "[c](License)", LICENSE: "" }, [["missing-file", "README.md:1"]]],
  ["a folder", { "README.md": "[a](examples/a), [b](examples/a/)", "examples/a/main.ts": "" }, []],
  ["a missing picture", { "README.md": "![a](a.png)" }, [["missing-file", "README.md:1"]]],
  ["a picture in HTML", { "README.md": '<img src="a.png">' }, [["missing-file", "README.md:1"]]],
  ["a file outside of the tree", { "README.md": "[a](../a.md)" }, [["missing-file", "README.md:1"]]],
  ["a link in code", { "README.md": "`[a](b.md)`\n\n```md\n[a](b.md)\n```" }, []],
  [
    "a heading",
    { "README.md": "[a](#the-name-of-a-b-c)\n\n# The `name` of _a_ – b & c" },
    [["missing-anchor", "README.md:1"]],
  ],
  ["a heading as GitHub writes it", { "README.md": "[a](#the-name-of-a--b--c)\n\n# The `name` of _a_ – b & c" }, []],
  [
    "the second heading with a name",
    { "README.md": "[a](#a-1), [b](#a-2)\n# A\n# A" },
    [["missing-anchor", "README.md:1"]],
  ],
  [
    "a heading of another page",
    { "README.md": "[a](b.md#c), [a](b.md#d)", "b.md": "## C" },
    [["missing-anchor", "README.md:1"]],
  ],
  [
    "a heading of another package, whose own links are not checked",
    { "README.md": "[a](node_modules/a/b.md#c), [a](node_modules/a/b.md#d)", "node_modules/a/b.md": "# C\n[e](e.md)" },
    [["missing-anchor", "README.md:1"]],
  ],
  ["an anchor in HTML", { "README.md": '[a](#b)\n\n<a id="b"></a>' }, []],
  ["a reference without a target", { "README.md": "[a][b]" }, [["broken-link", "README.md:1"]]],
  ["a URL with a space", { "README.md": "[a](https://a b.com)" }, [["broken-link", "README.md:1"]]],
  ["a URL", { "README.md": "<https://example.com/a#b>, [c](http://127.0.0.1:1)" }, []],
  ["a URL without TLS", { "README.md": "[a](http://example.com)" }, [["invalid-url", "README.md:1"]]],
  ["a URL without a domain", { "README.md": "[a](https://example)" }, [["invalid-url", "README.md:1"]]],
  ["a URL with a full stop", { "README.md": "[a](https://example.com.)" }, [["invalid-url", "README.md:1"]]],
  ["a page in a comment of code", { "lib/a.ts": "// See docs/a.md." }, [["missing-file", "lib/a.ts:1"]]],
  [
    "a heading in a message",
    { "lib/a.ts": '"docs/a.md#b"', "docs/README.md": index, "docs/a.md": "" },
    [["missing-anchor", "lib/a.ts:1"]],
  ],
  ["a URL in code with such a path", { "lib/a.ts": "https://example.com/docs/a.md" }, []],
  [
    "a file that the package does not contain",
    { "a.yaml": "# $schema=./node_modules/cdktf-scaleway-containers/docs/a.json" },
    [["missing-file", "a.yaml:1"]],
  ],
  [
    "a page that the index leads to by another one",
    { "docs/README.md": index, "docs/a.md": "[b](b/c.md)", "docs/b/c.md": "" },
    [],
  ],
  ["a page that no page leads to", { "docs/README.md": "", "docs/a.md": "" }, [["unreachable-page", "docs/a.md"]]],
  ["a page of 249 lines", { "SECURITY.md": "a\n".repeat(249) }, []],
  ["a page of 250 lines", { "SECURITY.md": "a\n".repeat(250) }, [["page-too-long", "SECURITY.md"]]],
  ["a long changelog", { "CHANGELOG.md": "a\n".repeat(250) }, []],
  ["long generated pages", { "docs/README.md": "[a](reference/a.md)", "docs/reference/a.md": "a\n".repeat(250) }, []],
];

test("the check finds dead links, pages without a link and long pages", () => {
  const expected = Object.fromEntries(rows.map(([name, , problems]) => [name, problems]));

  expect(problemsOf(rows)).toEqual(expected);
});
