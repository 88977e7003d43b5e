import { Lazy, Tokenization, type IResolveContext } from "cdktf";
import { mapLiterals } from "./template-code";

/** Escapes every `${` and `%{` of a literal for Terraform, so that Scaleway receives the literal unchanged. Tokens are not escaped. */
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
  // CDKTF would omit the braces of a token that follows an open brace.
  return isDelicate ? Lazy.stringValue({ produce: (context) => renderTemplate(text, context) }) : text;
}

function escapeLiteral(text: string): string {
  return text.replace(/([$%])\{/g, "$1$1{");
}

/** Splits a text into literals and tokens, which alternate. The first and the last part are literals. */
function splitTokens(text: string): string[] {
  return text.split(/([$#&]\{TfToken\[[^\]]*\]\})/);
}

/** Renders a text in Terraform's template syntax. */
export function renderTemplate(text: string, context: IResolveContext, escape = (literal: string) => literal): string {
  const parts = splitTokens(text);
  return parts
    .map((part, index) => {
      if (index % 2 === 1) {
        const value = String(context.resolve(part));
        return mapLiterals(value, escape);
      }
      // Terraform would read a dollar before the ${ of a token as an escape sequence.
      const dollars = index === parts.length - 1 ? "" : /\$*$/.exec(part)?.[0];
      const literal = escape(escapeLiteral(dollars ? part.slice(0, -dollars.length) : part));
      return dollars ? `${literal}\${"${dollars}"}` : literal;
    })
    .join("");
}
