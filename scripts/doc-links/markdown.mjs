import GithubSlugger from "github-slugger";
import MarkdownIt from "markdown-it";

const markdown = new MarkdownIt({ html: true });

/**
 * Reads the links of a page, each with its line; link syntax without a target, which Markdown displays as text; and the anchors:
 * those that GitHub gives to headings, and those of HTML elements.
 */
export function readPage(text) {
  const lines = text.split("\n");
  const slugger = new GithubSlugger();
  const page = { links: [], broken: [], anchors: new Set() };
  let start = 0;
  const place = (target) => {
    const index = lines.findIndex((line, number) => number >= start && line.includes(target));
    return { target, line: (index === -1 ? start : index) + 1 };
  };
  const tokens = markdown.parse(text, {});
  for (const [index, token] of tokens.entries()) {
    start = token.map?.[0] ?? start;
    for (const part of [token, ...(token.children ?? [])]) {
      const target = part.attrGet(part.type === "image" ? "src" : "href");
      if (target) page.links.push(place(decodeURI(target)));
      if (part.type === "text" && /\]\(|\]\[/.test(part.content)) page.broken.push(place(part.content));
      if (part.type !== "html_inline" && part.type !== "html_block") continue;
      for (const [, link] of part.content.matchAll(/\b(?:href|src)="([^"]*)"/g)) page.links.push(place(link));
      for (const [, anchor] of part.content.matchAll(/\b(?:id|name)="([^"]*)"/g)) page.anchors.add(anchor);
    }
    if (token.type === "heading_open") page.anchors.add(slugger.slug(plainText(tokens[index + 1])));
  }
  return page;
}

function plainText(heading) {
  return heading.children
    .filter(({ type }) => type === "text" || type === "code_inline")
    .map(({ content }) => content)
    .join("");
}
