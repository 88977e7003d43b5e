import fc from "fast-check";
import MarkdownIt, { type Token } from "markdown-it";
import { printable } from "../../../lib/base/text";
import { codeBlock, codeSpan, htmlCode, tableCell } from "../../../lib/review/report/markdown-text";
import { PlanReview } from "../../../lib/review/plan-review";
import { anyCharacter } from "../../helpers/any-character";
import { CONTAINER, change, container, planJson } from "../../helpers/plan-json";

const github = new MarkdownIt({ html: true, linkify: true });

/** Every token of a report, as GitHub's Markdown has them, those of lines as well. */
function tokens(markdown: string): Token[] {
  return github.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])]);
}

function ofType(all: readonly Token[], ...types: readonly string[]): Token[] {
  return all.filter(({ type }) => types.includes(type));
}

const HOSTILE = [
  "a | b",
  "` breaks out `",
  "``` breaks out",
  "<img src=x onerror=alert(1)>",
  "<!-- scw-containers review: other -->",
  "</details></summary>",
  "@everyone #1 GH-1 fixes #2",
  "[link](https://evil.example) ![image](https://evil.example/x.png)",
  "https://evil.example",
  "**bold** _it_ ~~x~~ # head",
  "line\n\n/close\n/merge",
  "\r\n| x |\n| --- |",
  "\u202Egnp.exe\u2066",
  "\u001b[31mred\u0007",
  "&lt;b&gt; &#64;",
  "\\",
  "\\`x\\`",
  "$x^2$ $`x`$",
  "%%{init: {}}%%",
  '"];click n0 "javascript:alert(1)"',
  "---",
  "🔴 **Critical risk**",
  "\ud800",
];

describe.each(HOSTILE)("%j", (text) => {
  const env = { environment_variables: { [text]: text, LONG: `${text}${"x".repeat(200)}\n${text}` } };
  const plan = planJson(
    [
      container(
        { status: "error", error_message: text, image: `x:${text}` },
        { name: text, tags: [text], description: text, secret_environment_variables: { [`${text}2`]: "x" }, ...env },
        { address: `scaleway_container.${text}`, action_reason: text, previous_address: text },
      ),
      change(
        text,
        [text],
        { a: text },
        { a: `${text}!` },
        { address: text, provider_name: text, change: { importing: { id: text } } },
      ),
      change("scaleway_container_trigger", ["create"], null, {
        name: text,
        cron: [{ schedule: text, timezone: text }],
        container_id: CONTAINER.id,
      }),
    ],
    {
      terraform_version: text,
      output_changes: { [text]: { actions: ["update"], before: text, after: `${text}!` } },
      checks: [{ address: { to_display: text }, status: text, instances: [{ problems: [{ message: text }] }] }],
      resource_drift: [container({ name: "old" }, { name: text })],
    },
  );
  const review = PlanReview.fromPlans(
    [
      { stack: "shop", plan },
      { stack: text, plan },
    ],
    { title: text },
  );

  test("is nothing but code in a report", () => {
    const markdown = review.toMarkdown();
    const all = tokens(markdown);
    expect(ofType(all, "link_open", "image", "s_open", "hr", "blockquote_open", "em_open", "code_block")).toEqual([]);
    for (const { content } of ofType(all, "html_block", "html_inline")) {
      expect(content.replaceAll(/<\/?(details|summary|code|b)>|<br>|&#\d+;/g, "")).toMatch(
        /^[^<>&@]*(<!-- scw-containers review: [\w ./-]+ -->)?[^<>&@]*$/,
      );
    }
    const headings = all.flatMap(({ type }, index) => (type === "heading_open" ? (all[index + 1]?.content ?? "") : []));
    for (const heading of headings) expect(heading).toMatch(/^(Risks|Changes|Apply)$/);
    // Outside of code nothing of it is left.
    const words = ofType(all, "text").map(({ content }) => content);
    expect(words.join("\n")).not.toMatch(/evil|everyone|alert|fixes|gnp|\/close|init:|\$x/);
    expect(markdown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    const commands = markdown.split("\n").filter((line) => /^\s*\/\w/.test(line));
    const inCode = ofType(all, "fence").flatMap(({ content }) => content.split("\n"));
    for (const command of commands) expect(inCode).toContain(command);
    expect(ofType(all, "table_open").length).toBeGreaterThan(0);
  });

  test("is nothing but code in a changed configuration and in an acceptance", () => {
    const accept = [{ risk: "repairs-deployment", reason: text, expires: "2099-01-01" }];
    const other = {
      allowedRegistries: [text],
      rules: [text],
      accept: [{ risk: text, where: text, reason: text, expires: text }],
    };
    const markdown = PlanReview.fromPlans([{ stack: "shop", plan }], {
      baseConfig: { accept },
      config: other,
    }).toMarkdown();
    expect(markdown).toContain("#### Accepted risks");
    expect(ofType(tokens(markdown), "link_open", "image", "s_open", "em_open", "code_block")).toEqual([]);
    for (const { content } of ofType(tokens(markdown), "html_block", "html_inline")) {
      expect(content.replaceAll(/<\/?(details|summary|code|b)>|<br>|<!--.*-->|&#\d+;/g, "")).not.toMatch(/[<>&@]/);
    }
    const words = ofType(tokens(markdown), "text").map(({ content }) => content);
    expect(words.join("\n")).not.toMatch(/evil|everyone|alert|fixes|gnp|\/close|init:|\$x/);
  });

  test("has one marker, at the end of the first line", () => {
    const [first = ""] = review.toMarkdown().split("\n");
    expect(first).toMatch(/ <!-- scw-containers review: [\w ./-]+ -->$/);
    const html = ofType(tokens(review.toMarkdown()), "html_block", "html_inline");
    expect(html.filter(({ content }) => content.includes("<!--"))).toHaveLength(1);
  });

  test("moves no terminal's cursor", () => {
    expect(review.toText().replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe("where there is no room for all", () => {
  const cut = (more: object, maxBytes = 60_000) =>
    PlanReview.fromPlans([{ stack: "shop", plan: planJson([], more as Record<string, unknown>) }]).toMarkdown({
      maxBytes,
    });

  test("tells the risk alone, when nothing else fits", () => {
    expect(cut({}, 10)).toMatch(/^🟢 \*\*No known risk\.\*\* The report exceeds the size limit\. <!-- /);
    expect(cut({ errored: true }, 10)).toContain("**Critical risk.** The report exceeds the size limit.");
  });

  test("tells the risk in text as well", () => {
    const review = (errored: boolean) => PlanReview.fromPlans([{ stack: "shop", plan: planJson([], { errored }) }]);
    const said = [false, true].map((errored) => review(errored).toText({ maxBytes: 10 }));
    expect(said).toEqual([
      "No known risk. The report exceeds the size limit.\n",
      "Critical risk. The report exceeds the size limit.\n",
    ]);
  });

  test("tells how many checks of one status are left out", () => {
    const checks = Array.from({ length: 12 }, (_, index) => ({
      address: { to_display: `c${index}` },
      status: "unknown",
    }));
    expect(cut({ checks, errored: true })).toContain("- `c0`, ");
    expect(cut({ checks, errored: true })).toContain("`c9`, and 2 more: (known after apply)");
  });

  test("tells how many outputs are left out", () => {
    const outputs = Array.from({ length: 30 }, (_, index) => [
      `o${index}`,
      { actions: ["delete"], before: null, after: null },
    ]);
    expect(cut({ output_changes: Object.fromEntries(outputs) }, 1000)).toContain("and 5 more outputs");
  });
});

test("tells of which of several stacks a risk is, when it is of no resource", () => {
  const [a, b] = ["a", "b"].map((stack) => ({ stack, plan: planJson([], { errored: true }) }));
  expect(PlanReview.fromPlans([a!, b!]).toMarkdown()).toContain("  - `b`: the plan failed");
});

test("any text is one code span, in a line and in a cell of a table", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      const inline = tokens(`x ${codeSpan(text)} y`).filter(
        ({ type }) => !type.startsWith("paragraph") && type !== "inline",
      );
      expect(inline.map(({ type }) => type)).toEqual(
        printable(text).trim() === "" ? ["text"] : ["text", "code_inline", "text"],
      );
      const table = tokens(`| a | b |\n| --- | --- |\n| ${tableCell(codeSpan(text))} | y |`);
      const cells = table.flatMap(({ type }, index) => (type === "td_open" ? (table[index + 1]?.content ?? "") : []));
      expect([cells.length, cells[1]]).toEqual([2, "y"]);
    }),
  );
});

test("any text is one block of code", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      const all = tokens(`${codeBlock(text)}\n\nend`);
      expect(all.map(({ type }) => type).slice(0, 2)).toEqual(["fence", "paragraph_open"]);
    }),
  );
});

test("any text in HTML holds no tag, entity of its own or line break", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      expect(htmlCode(text).replaceAll(/&#\d+;/g, "")).toMatch(/^<code>[\w ./:=-]*<\/code>$/);
    }),
  );
});
