import { Tokenization } from "cdktf";

/** Every `${` and `%{` of a literal gets Terraform's own escape, so that Scaleway receives what was written. Tokens stay. */
export function escapeTemplates<T>(value: T): T;
export function escapeTemplates(value: unknown): unknown {
  if (typeof value === "string") return escapeText(value);
  if (Array.isArray(value)) return value.map((item: unknown) => escapeTemplates(item));
  if (typeof value !== "object" || value === null || Tokenization.isResolvable(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [escapeText(key), escapeTemplates(item)]));
}

const TEMPLATE_START = /([$%])\{/g;
const TOKEN = /([$#&]\{TfToken\[[^\]]*\]\})/;

function escapeText(text: string): string {
  if (!text.includes("{")) return text;
  return splitTokens(text)
    .map((part) => (part.isToken ? part.text : part.text.replace(TEMPLATE_START, "$1$1{")))
    .join("");
}

/** The literal and the token parts of a text, in order. */
export function splitTokens(text: string): { text: string; isToken: boolean }[] {
  return text.split(TOKEN).map((part, index) => ({ text: part, isToken: index % 2 === 1 }));
}
