// npm run docs:picture: draws docs/plan-review.png, and its first part for README.md, from a report in __tests__/review/reports, as GitHub
// displays it: 780 pixels wide. It needs Chromium, and for this once: npm install --no-save github-markdown-css mermaid playwright-core
// The packages contain the pictures: reduce them to 256 colors before you commit them.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import MarkdownIt from "markdown-it";

const REPORT = "__tests__/review/reports/container-renamed.md";
const PAGE = "docs/plan-review.md";
const PICTURE = "docs/plan-review.png";
/** The verdict, the table and the risks. */
const SUMMARY = "docs/plan-review-summary.png";

const { chromium } = await import("playwright-core");
const report = readFileSync(REPORT, "utf8");
const markdown = new MarkdownIt({ html: true });
const { fence } = markdown.renderer.rules;
markdown.renderer.rules.fence = (tokens, index, ...rest) => {
  const { info, content } = tokens[index];
  return info === "mermaid"
    ? `<pre class="mermaid">${markdown.utils.escapeHtml(content)}</pre>`
    : fence(tokens, index, ...rest);
};
const style = readFileSync("node_modules/github-markdown-css/github-markdown-light.css", "utf8");
const mermaid = readFileSync("node_modules/mermaid/dist/mermaid.min.js", "utf8");
const html = `<!doctype html><meta charset="utf-8"><style>${style} body { padding: 16px 24px; width: 780px } .mermaid { background: none !important; text-align: center }</style>
<article class="markdown-body">${markdown.render(report).replace(/(<h4>Changes<\/h4>[^]*?)<details>/, "$1<details open>")}</article><script>${mermaid}</script>`;
const folder = mkdtempSync(join(tmpdir(), "picture-"));
try {
  const file = join(folder, "report.html");
  writeFileSync(file, html);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  const page = await browser.newPage({ viewport: { width: 828, height: 800 } });
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector(".mermaid svg");
  await page.screenshot({ path: PICTURE, fullPage: true });
  const { y: height } = await page.locator(".mermaid").boundingBox();
  await page.screenshot({ path: SUMMARY, clip: { x: 0, y: 0, width: 828, height } });
  await browser.close();
} finally {
  rmSync(folder, { recursive: true });
}
const hash = createHash("sha256").update(report).digest("hex");
const text = readFileSync(PAGE, "utf8");
writeFileSync(PAGE, text.replace(/<!-- picture of \w+ -->/, `<!-- picture of ${hash} -->`));
