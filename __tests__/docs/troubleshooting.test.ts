import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ISSUE_CODES } from "../../lib/base/issue-codes";
import { RULES } from "../../lib/review/rules";
import { INFOS, WARNINGS } from "../../lib/terraform/warnings";

const DOCS = join(__dirname, "../../docs");
const read = (page: string) => readFileSync(join(DOCS, page), "utf8");
const pages = readdirSync(DOCS).filter((name) => /^troubleshooting.*\.md$/.test(name));

/** The rows of the tables of a page, by the code in their first cell. */
function rowsOf(page: string): Map<string, string[]> {
  const rows = read(page)
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
  return new Map(rows.map(([code = "", ...cells]) => [code.replaceAll("`", ""), cells]));
}

test.each(Object.keys({ ...ISSUE_CODES, ...WARNINGS, ...INFOS }))("%s has a cause, a fix and an example", (code) => {
  const [cause, fix, example] = rowsOf("errors-and-warnings.md").get(code) ?? [];
  expect([cause, fix, example]).toEqual([
    expect.stringMatching(/\.$/),
    expect.stringMatching(/\.$/),
    expect.any(String),
  ]);
  expect(example).not.toBe("");
});

test.each(RULES.map(({ id }) => id))("the risk %s has a reason and an action", (id) => {
  const [, , why, todo] = rowsOf("review-risks.md").get(id) ?? [];
  expect([why, todo]).toEqual([expect.stringMatching(/\.$/), expect.stringMatching(/\.$/)]);
});

test.each(pages)("%s names only codes that exist", (page) => {
  const codes = [...read(page).matchAll(/`(?:error)?\[([a-z-]+)\]/g)].map(([, code]) => code);
  expect(Object.keys({ ...ISSUE_CODES, ...WARNINGS, ...INFOS })).toEqual(expect.arrayContaining(codes));
});

test.each(pages)("%s has less than 250 lines", (page) => {
  expect(read(page).split("\n").length).toBeLessThan(250);
});

test.each([...pages, "errors-and-warnings.md"])("the links of %s lead to headings that exist", (page) => {
  const links = [...read(page).matchAll(/\]\(([\w./-]*\.md)?(?:#([\w-]+))?\)/g)].map(([, file, anchor]) => ({
    file: file ?? page,
    anchor,
  }));
  const broken = links.filter(
    ({ file, anchor }) => existsSync(join(DOCS, file)) && anchor !== undefined && !anchorsOf(file).includes(anchor),
  );
  expect(links).not.toEqual([]);
  expect(broken).toEqual([]);
});

/** The anchors of the headings of a page, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, "")
      .replaceAll(/\s/g, "-"),
  );
}
