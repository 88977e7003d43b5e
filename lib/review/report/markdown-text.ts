import { printable } from "../../base/errors";
import type { Phrase } from "../analysis/markup";

/**
 * Texts of a plan in Markdown: each in a code span or block, where neither Markdown nor HTML, mentions, references, closing
 * keywords nor commands of GitHub and GitLab have a meaning.
 */
export function code(text: string): string {
  const shown = printable(text);
  if (shown.trim() === "") return shown === "" ? "(empty)" : "(white space)";
  const fence = "`".repeat(longestRun(shown) + 1);
  // A space that is no part of it parts a backtick at its ends from the fence; Markdown takes one away at either end.
  const pad = /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** For a cell of a table: there a bar must be escaped, even in code. */
export function cell(markdown: string): string {
  return markdown.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** Several lines of code. */
export function block(text: string, language = ""): string {
  const lines = text.split("\n").map((line) => printable(line.replaceAll("\t", "  ")));
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${lines.join("\n")}\n${fence}`;
}

/** In HTML, as in a summary. */
export function htmlCode(text: string): string {
  return `<code>${printable(text).replaceAll(/[^\w ./:=-]/gu, (character) => `&#${String(character.codePointAt(0))};`)}</code>`;
}

export function phrase({ parts }: Phrase): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      return "code" in part ? code(part.code) : `**${part.strong}**`;
    })
    .join("");
}

function longestRun(text: string): number {
  return text.includes("`")
    ? Array.from(text.matchAll(/`+/g)).reduce((most, [run]) => Math.max(most, run.length), 0)
    : 0;
}

/** As much of a text as there is room for, in characters, and how much is left out. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\uD800-\uDBFF]$/.test(text.slice(0, most)) ? most - 1 : most;
  return `${text.slice(0, end)}… (${text.length - end} more characters)`;
}

/** As many items as there is room for, and how many are left out. */
export function firstOf(items: readonly string[], most: number): string[] {
  return items.length <= most ? [...items] : [...items.slice(0, most), `and ${items.length - most} more`];
}
