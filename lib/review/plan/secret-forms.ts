import { percentEncoded } from "../../base/text";

/** A text that contains a secret, or a part of one, for example its Base64 encoding. */
export interface SecretForm {
  readonly text: string;
  /** The characters before and after the text that also contain bits of the secret. */
  readonly before: number;
  readonly after: number;
}

/** The lines of a long secret, such as a private key, are forms too. */
const MIN_LINE_LENGTH = 16;
/** A shorter secret in other letter cases is an ordinary word. */
const MIN_CASED_LENGTH = 8;
/** The characters that Go's url.PathEscape, JavaScript's encodeURI or neither of them escape. */
const PATH_CHARACTERS = /%(24|26|2B|3A|3D|40)/g;
const URI_CHARACTERS = /%(24|26|2B|2C|2F|3A|3B|3D|3F|40|23)/g;

/** The forms in which a secret may be in a text: as Terraform's functions, Go, JavaScript and Python encode it. */
export function formsOf(secret: string): SecretForm[] {
  const spellings = distinct([secret, secret.trim(), secret.normalize("NFC"), secret.normalize("NFD")]);
  const texts = distinct(spellings.flatMap(textForms));
  return [...texts.map((text) => ({ text, before: 0, after: 0 })), ...spellings.flatMap(encodedForms)];
}

function textForms(secret: string): string[] {
  const lines = secret.split(/\r?\n/).filter((line) => line.length >= MIN_LINE_LENGTH && !line.startsWith("-----"));
  return [
    secret,
    ...casedForms(secret),
    ...jsonForms(secret),
    ...urlForms(secret),
    ...hexForms(secret),
    reversed(secret),
    ...lines,
  ];
}

/** A text as Terraform's strrev returns it. */
function reversed(text: string): string {
  return Array.from(text).reverse().join("");
}

function casedForms(secret: string): string[] {
  const isWord = secret.length < MIN_CASED_LENGTH || /^[a-z_ -]*$/i.test(secret);
  return isWord ? [] : [secret.toUpperCase(), secret.toLowerCase(), titled(secret)];
}

/** A text as Terraform's title returns it. */
function titled(text: string): string {
  return text.replaceAll(/(?<![\p{L}\p{N}'_])\p{L}/gu, (letter) => letter.toUpperCase());
}

function jsonForms(secret: string): string[] {
  const json = inJson(secret);
  const forms = distinct([json, goJson(secret), escaped(json, /[^ -~]/g)]);
  return [...forms, ...forms.map(inJson)];
}

/** A text as Terraform's jsonencode returns it, without the quotes. */
function goJson(text: string): string {
  return escaped(inJson(text), /[<>&\u2028\u2029]/g);
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function escaped(text: string, characters: RegExp): string {
  return text.replace(characters, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function urlForms(secret: string): string[] {
  const all = percentEncoded(secret);
  const forms = [all, encodeURIComponent(Buffer.from(secret).toString()), unescaped(all, PATH_CHARACTERS)];
  const uri = unescaped(encodeURIComponent(Buffer.from(secret).toString()), URI_CHARACTERS);
  const spaced = [...forms, uri].flatMap((form) => [form, form.replaceAll("%20", "+"), form.replaceAll("%20", " ")]);
  return distinct(spaced).flatMap((form) => [form, form.replaceAll(/%../g, (code) => code.toLowerCase())]);
}

function unescaped(text: string, codes: RegExp): string {
  return text.replace(codes, (code) => decodeURIComponent(code));
}

function hexForms(secret: string): string[] {
  const hex = Buffer.from(secret).toString("hex");
  return [hex, hex.toUpperCase()];
}

function encodedForms(secret: string): SecretForm[] {
  const utf16 = Buffer.from(secret, "utf16le");
  const url = percentEncoded(secret);
  const texts = distinct([secret, inJson(secret), goJson(secret), url, url.replaceAll("%20", "+")]).map((text) =>
    Buffer.from(text),
  );
  // Credentials of registries are base64 in base64.
  const inBase64 = Buffer.from(Buffer.from(secret).toString("base64").replace(/=+$/, ""));
  const contents = [...texts, utf16, Buffer.from(utf16).swap16(), inBase64];
  if (!/^[ -~]*$/.test(secret) && isLatin1(secret)) contents.push(Buffer.from(secret, "latin1"));
  return contents.flatMap((content) => [0, 1, 2].flatMap((offset) => base64Forms(content, offset)));
}

function isLatin1(text: string): boolean {
  return Buffer.from(text, "latin1").toString("latin1") === text;
}

/** The base64 digits that contain only bits of a content which starts at an offset in the encoded bytes. */
function base64Forms(content: Buffer, offset: number): SecretForm[] {
  const [start, end] = [offset * 8, (offset + content.length) * 8];
  const [first, last] = [Math.ceil(start / 6), Math.floor(end / 6)];
  const digits = Buffer.concat([Buffer.alloc(offset), content])
    .toString("base64")
    .slice(first, last);
  const form = { before: start % 6 === 0 ? 0 : 1, after: end % 6 === 0 ? 0 : 1 };
  const url = digits.replaceAll("+", "-").replaceAll("/", "_");
  return distinct([digits, url, percentEncoded(digits)]).map((text) => ({ text, ...form }));
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
