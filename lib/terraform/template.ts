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

/** The code in a template's interpolations, with every text in it cut down to `""`, but for the code in those. */
export function codeIn(template: string): string {
  const [code] = readText(template, 0, false);
  return code;
}

/** Reads text up to its closing quote, or to the end. */
function readText(template: string, start: number, isQuoted: boolean): [code: string, end: number] {
  let code = "";
  let at = start;
  while (at < template.length && !(isQuoted && template[at] === '"')) {
    if (isQuoted && template[at] === "\\") at += 2;
    else if (/^([$%])\1\{/.test(template.slice(at, at + 3))) at += 3;
    else if (/^[$%]\{/.test(template.slice(at, at + 2))) {
      const [inner, end] = readCode(template, at + 2);
      code += `${inner} `;
      at = end + 1;
    } else at++;
  }
  return [code, at];
}

/** Reads code up to the brace that closes it. */
function readCode(template: string, start: number): [code: string, end: number] {
  let code = "";
  let depth = 0;
  let at = start;
  while (at < template.length && !(template[at] === "}" && depth === 0)) {
    const character = template.charAt(at);
    if (character === '"') {
      const [inner, end] = readText(template, at + 1, true);
      code += `"${inner}"`;
      at = end + 1;
    } else if (template.startsWith("/*", at)) {
      const end = template.indexOf("*/", at + 2);
      at = end < 0 ? template.length : end + 2;
    } else {
      depth += { "{": 1, "}": -1 }[character] ?? 0;
      code += character;
      at++;
    }
  }
  return [code, at];
}
