import { printable } from "../../base/text";
import type { Markup } from "../analysis/markup";

/**
 * A text from a plan as a code span: Markdown, HTML, mentions, references, closing keywords and commands of GitHub and GitLab
 * have no effect in it.
 */
export function codeSpan(text: string): string {
  const visible = printable(text);
  if (visible.trim() === "") return visible === "" ? "(empty)" : "(white space)";
  const fence = "`".repeat(longestRun(visible) + 1);
  // A space separates a backtick at an end from the fence. Markdown removes one space at each end.
  const pad = /^[` ]|[` ]$/.test(visible) ? " " : "";
  return `${fence}${pad}${visible}${pad}${fence}`;
}

/** A cell of a table: a bar must be escaped there, even in code. */
export function tableCell(markdown: string): string {
  return markdown.replaceAll("|", "\\|").replaceAll("\n", " ");
}

export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

export function codeBlock(text: string, language = ""): string {
  const lines = text.split("\n").map((line) => printable(line.replaceAll("\t", "  ")));
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${lines.join("\n")}\n${fence}`;
}

/** A folded section. The summary is HTML, the content Markdown. */
export function details(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

/** A text from a plan as code in HTML. */
export function htmlCode(text: string): string {
  return `<code>${printable(text).replaceAll(/[^\w ./:=-]/gu, (character) => `&#${String(character.codePointAt(0))};`)}</code>`;
}

export function toMarkdown({ parts }: Markup): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      return "code" in part ? codeSpan(part.code) : `**${part.strong}**`;
    })
    .join("");
}

/** A sentence of a rule in HTML, without markup: custom rules are not trusted more than a plan. */
export function htmlText(sentence: string): string {
  return printable(sentence).replaceAll(/[^\w ,.:;'()/-]/gu, (character) => `&#${String(character.codePointAt(0))};`);
}

function longestRun(text: string): number {
  return text.includes("`")
    ? Array.from(text.matchAll(/`+/g)).reduce((longest, [run]) => Math.max(longest, run.length), 0)
    : 0;
}

/** The start of a text, with the number of characters that are missing. */
export function shortened(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const isHalfCharacter = /[\uD800-\uDBFF]$/.test(text.slice(0, maxLength));
  const end = isHalfCharacter ? maxLength - 1 : maxLength;
  return `${text.slice(0, end)}… (${text.length - end} more characters)`;
}

/** The start of a list, with the number of items that are missing. */
export function firstOf(items: readonly string[], max: number): string[] {
  return items.length <= max ? [...items] : [...items.slice(0, max), `and ${items.length - max} more`];
}

export function bulletList(items: readonly string[], max: number): string {
  return firstOf(items, max)
    .map((item) => `- ${item}`)
    .join("\n");
}
