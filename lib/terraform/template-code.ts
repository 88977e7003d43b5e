/**
 * The code in the interpolations of a template, without comments. Each text in the code is replaced by `""`, but the code inside
 * the text is kept.
 */
export function codeIn(template: string): string {
  return new CodeReader(template).readText({ end: /$/y, escape: ESCAPED_TEMPLATE });
}

/** Maps the literal text of a template, including its escape sequences, and keeps the code. */
export function mapLiterals(template: string, map: (literal: string) => string): string {
  return new CodeReader(template).mapLiterals(map);
}

interface TextSyntax {
  readonly end: RegExp;
  readonly escape: RegExp;
}

const CODE_START = /[$%]\{/y;
const LITERAL = /(([$%])\2\{|(?![$%]\{)[^])+/y;
const ESCAPED_TEMPLATE = /([$%])\1\{/y;
const QUOTED_TEXT: TextSyntax = { end: /"/y, escape: /\\[^]|([$%])\1\{/y };
const COMMENT = /(#|\/\/)[^\n]*|\/\*[^]*?(\*\/|$)/y;
/** Most texts and most code are read with these at once. */
const PLAIN_TEXT = /[^$%"\\\n]+/y;
const PLAIN_CODE = /[^"#/<{}]+/y;
const HEREDOC = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;

class CodeReader {
  #position = 0;

  constructor(private readonly template: string) {}

  /** Reads text up to its end, and returns the code inside. */
  public readText({ end, escape }: TextSyntax): string {
    let code = "";
    while (this.#position < this.template.length && this.#skip(end) === undefined) {
      if (this.#skip(PLAIN_TEXT) !== undefined || this.#skip(escape) !== undefined) continue;
      if (this.#skip(CODE_START) === undefined) this.#position++;
      else code += `${this.#readCode()} `;
    }
    return code;
  }

  /** Maps the literal text, and keeps the code. */
  public mapLiterals(map: (literal: string) => string): string {
    let mapped = "";
    while (this.#position < this.template.length) {
      const start = this.#position;
      const literal = this.#skip(LITERAL)?.[0];
      if (literal === undefined && this.#skip(CODE_START) !== undefined) this.#readCode();
      mapped += literal === undefined ? this.template.slice(start, this.#position) : map(literal);
    }
    return mapped;
  }

  /** Reads code up to the brace that closes it. */
  #readCode(): string {
    let code = "";
    let depth = 0;
    while (this.#position < this.template.length) {
      code += this.#skip(PLAIN_CODE)?.[0] ?? "";
      if (this.#skip(COMMENT) !== undefined) continue;
      const text = this.#textSyntax();
      if (text !== undefined) {
        code += `"${this.readText(text)}"`;
        continue;
      }
      const character = this.template.charAt(this.#position++);
      if (character === "}" && depth === 0) break;
      depth += { "{": 1, "}": -1 }[character] ?? 0;
      code += character;
    }
    return code;
  }

  /** Reads the start of a text in code, if there is one. */
  #textSyntax(): TextSyntax | undefined {
    if (this.#skip(QUOTED_TEXT.end) !== undefined) return QUOTED_TEXT;
    const marker = this.#skip(HEREDOC)?.[1];
    if (marker === undefined) return undefined;
    return { end: new RegExp(`^[ \\t]*${marker}[ \\t]*$`, "my"), escape: ESCAPED_TEMPLATE };
  }

  #skip(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.template);
    if (match === null) return undefined;
    this.#position = pattern.lastIndex;
    return match;
  }
}
