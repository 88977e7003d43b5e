import { Lazy, Tokenization, type IResolveContext } from "cdktf";

/** Every `${` and `%{` of a literal gets Terraform's own escape, so that Scaleway receives what was written. Tokens stay. */
export function escapeTemplates<T>(value: T): T;
export function escapeTemplates(value: unknown): unknown {
  if (typeof value === "string") return escapeText(value);
  if (Array.isArray(value)) return value.map((item: unknown) => escapeTemplates(item));
  if (typeof value !== "object" || value === null || Tokenization.isResolvable(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [escapeText(key), escapeTemplates(item)]));
}

function escapeText(text: string): string {
  if (!text.includes("{")) return text;
  const parts = splitTokens(text);
  if (parts.length === 1) return escapeLiteral(text);
  const isDelicate = parts.some((part, index) => index % 2 === 0 && /[{}]|\$$/.test(part));
  // CDKTF's own way to join them leaves out the braces of a token that follows an open one.
  return isDelicate ? Lazy.stringValue({ produce: (context) => renderTemplate(text, context) }) : text;
}

function escapeLiteral(text: string): string {
  return text.replace(/([$%])\{/g, "$1$1{");
}

/** The literal and the token parts in turn, a literal first and last. */
function splitTokens(text: string): string[] {
  return text.split(/([$#&]\{TfToken\[[^\]]*\]\})/);
}

/** Text as Terraform's template syntax writes it. */
export function renderTemplate(text: string, context: IResolveContext, quote = (literal: string) => literal): string {
  const parts = splitTokens(text);
  return parts
    .map((part, index) => {
      if (index % 2 === 1) {
        const value = String(context.resolve(part));
        return value.startsWith("${") ? value : quote(value);
      }
      // A dollar before the ${ of a token would read as its escape.
      const dollars = index === parts.length - 1 ? "" : /\$*$/.exec(part)?.[0];
      const literal = quote(escapeLiteral(dollars ? part.slice(0, -dollars.length) : part));
      return dollars ? `${literal}\${"${dollars}"}` : literal;
    })
    .join("");
}
