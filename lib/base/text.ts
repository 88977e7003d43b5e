/** A number with its noun: `1 file`, `2 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** A text with escape sequences in place of characters that could move the cursor or change the colors of a terminal. */
export function printable(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, jsonEscape);
}

/** A character as an escape sequence of JSON, which has two for a character beyond U+FFFF. */
export function jsonEscape(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }).join("");
}

/** A text as one word of a POSIX shell command. */
export function shellWord(text: string): string {
  return /^[\w./~:@-]+$/.test(text) ? text : `'${printable(text).replaceAll("'", "'\\''")}'`;
}

/** The placeholders of CDKTF's tokens in a text. Those of numbers have exponents from 288 to 299. */
const PLACEHOLDER = /\$\{TfToken\[[\w:.-]+\]\}|-\d(?:\.\d+)?e\+2[89]\d/g;

/** A text for a message, in which tokens are displayed as Terraform's plans display them. */
export function displayTokens(text: string): string {
  return text.replace(PLACEHOLDER, "(known after apply)");
}

/** A text as Terraform's `urlencode` returns it, with `%20` for a space. Half of a surrogate pair becomes U+FFFD. */
export function percentEncoded(text: string): string {
  const encoded = encodeURIComponent(Buffer.from(text).toString());
  return encoded.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The width of lines in a narrower terminal, beside their indentation. */
const MIN_WIDTH = 20;

/** Breaks a text into lines that fit the terminal. A longer word has a line of its own. */
export function wrapped(text: string, terminalWidth: number, indent: number): string {
  const width = Math.max(MIN_WIDTH, terminalWidth - indent);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => " ".repeat(indent) + each).join("\n");
}
