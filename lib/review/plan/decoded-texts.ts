import { gunzipSync } from "node:zlib";

/** A part of a text, and what it means if it is encoded. */
interface Encoded {
  readonly text: string;
  readonly contents: readonly string[];
}

/** Base64, base64url and hexadecimal digits. Shorter ones contain less than a secret. */
const DIGITS = /[A-Za-z\d+/_-]{12,}={0,2}/g;
const HEX = /^(?:[\da-f]{2})+$/i;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const SEPARATORS = /[\s"'<>]+/;
/** Larger contents are not unpacked. */
const MAX_UNPACKED_BYTES = 1_000_000;

/** The parts of a text that are encoded: percent-encoded, escaped as in JSON, or in Base64 or hexadecimal digits. */
export function* decodedTexts(text: string): Generator<Encoded> {
  if (text.includes("%")) {
    for (const part of text.split(SEPARATORS)) if (part.includes("%")) yield { text: part, contents: fromUrl(part) };
  }
  // A secret behind one level of escape sequences is found without decoding.
  if (/\\[\\u]/.test(text)) yield { text, contents: fromJson(text) };
  for (const [part] of text.matchAll(DIGITS)) {
    if (!UUID.test(part)) yield { text: part, contents: fromDigits(part) };
  }
}

function fromUrl(text: string): string[] {
  try {
    const decoded = decodeURIComponent(text);
    return decoded.includes("+") ? [decoded, decodeURIComponent(text.replaceAll("+", " "))] : [decoded];
  } catch {
    return [];
  }
}

/** A text without one level of escape sequences, which may be inside a string. */
function fromJson(text: string): string[] {
  const unescaped = text.replaceAll(/\\(?:u([\da-f]{4})|(["\\/nrt]))/gi, (_, code: string | undefined, sign: string) =>
    code === undefined ? (SIGNS.get(sign) ?? sign) : String.fromCharCode(Number.parseInt(code, 16)),
  );
  return unescaped === text ? [] : [unescaped];
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

function fromDigits(digits: string): string[] {
  return textsIn(unpacked(Buffer.from(digits, HEX.test(digits) ? "hex" : "base64")));
}

function unpacked(content: Buffer): Buffer {
  if (content[0] !== 0x1f || content[1] !== 0x8b) return content;
  try {
    return gunzipSync(content, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch {
    return content;
  }
}

/** The texts that bytes may be, in UTF-8 or UTF-16; empty if the bytes are not a text. */
function textsIn(content: Buffer): string[] {
  if (content.includes(0)) {
    if (content.length % 2 === 1) return [];
    return [content.toString("utf16le"), Buffer.from(content).swap16().toString("utf16le")];
  }
  return content.some(isControl) ? [] : [content.toString("utf8")];
}

function isControl(byte: number): boolean {
  return byte < 0x20 && (byte < 0x09 || byte > 0x0d);
}
