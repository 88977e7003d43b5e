import { HTTP_METHODS, HTTP_OPTIONS, PRIVACIES, PROTOCOLS, REGIONS, SANDBOXES } from "../../facts/limits";
import { decodedTexts } from "./decoded-texts";
import { formsOf, type SecretForm } from "./secret-forms";

/** Replaces a plain value that looks like a secret. */
export const LOOKS_SECRET = "(looks like a secret)";
/** Replaces a secret. */
export const MASK = "(sensitive)";

/** A shorter secret is masked only as a whole value: as a part of another value it would match by chance. */
const MIN_PART_LENGTH = 6;
/** A word up to this length may belong to the text of the report. */
const MAX_WORD_LENGTH = 20;

/** A secret is found in so many encodings around each other. */
const MAX_ENCODINGS = 4;
/** A longer text is not decoded. */
const MAX_ENCODED_LENGTH = 1_000_000;
/** A text with more encoded secrets is masked as a whole. */
const MAX_ENCODED_PARTS = 100;

const MAX_CACHED_TEXTS = 20_000;
const HASH_BUCKETS = 1 << 20;

/** Hashes that Scaleway returns instead of secrets. */
const ARGON2 = /\$argon2[a-z]{0,2}\$[\w$=,+/.-]*/g;

/** Words of the API: not secret, even if a secret is equal to one. */
const PUBLIC = new Set<string>([
  ...HTTP_METHODS,
  ...HTTP_OPTIONS,
  ...PRIVACIES,
  ...PROTOCOLS,
  ...REGIONS,
  ...SANDBOXES,
  "ready",
  "error",
  "pending",
  "created",
  "true",
  "false",
  "null",
  "UTC",
]);

/** The forms of secrets that have the same first characters. */
interface Candidates {
  readonly forms: Map<string, SecretForm>;
  /** The lengths of the forms, the longest first. */
  readonly lengths: number[];
}

/** The secrets of plans. `mask` removes each of them from a text. */
export class Secrets {
  readonly #values = new Set<string>();
  readonly #cache = new Map<string, string>();
  readonly #candidates = new Map<string, Candidates>();
  /** Whether a form of a secret may start with a hash: rules most positions of a text out. */
  readonly #startHashes = new Uint8Array(HASH_BUCKETS);

  /** Adds a secret in all its forms, such as its Base64 encoding. */
  public add(secret: string): void {
    if (secret.trim() === "" || PUBLIC.has(secret) || this.#values.has(secret)) return;
    this.#values.add(secret);
    this.#cache.clear();
    for (const form of formsOf(secret)) if (form.text.length >= MIN_PART_LENGTH) this.addForm(form);
  }

  private addForm(form: SecretForm): void {
    const { text } = form;
    const start = text.slice(0, MIN_PART_LENGTH);
    const { forms, lengths } = this.#candidates.get(start) ?? { forms: new Map<string, SecretForm>(), lengths: [] };
    if (forms.size === 0) this.#candidates.set(start, { forms, lengths });
    forms.set(text, form);
    if (!lengths.includes(text.length)) {
      lengths.push(text.length);
      lengths.sort((a, b) => b - a);
    }
    this.#startHashes[hashAt(text, 0)] = 1;
  }

  /** Removes the secrets that a public text contains, such as the name of a stack. */
  public allow(text: string): void {
    this.#values.delete(text);
    for (const { forms } of this.#candidates.values()) {
      for (const form of forms.keys()) if (text.includes(form)) forms.delete(form);
    }
  }

  /** The text without its secrets. */
  public mask(text: string): string {
    if (text.length < MIN_PART_LENGTH) return this.#values.has(text) ? MASK : text;
    const cached = this.#cache.get(text);
    if (cached !== undefined) return cached;
    const masked = this.maskParts(text, MASK);
    if (this.#cache.size < MAX_CACHED_TEXTS) this.#cache.set(text, masked);
    return masked;
  }

  /**
   * The text without its secrets, for a text that does not come again: it is not kept.
   * @param mask replaces each secret
   */
  public maskOnce(text: string, mask: string): string {
    return this.maskParts(text, mask);
  }

  private maskParts(text: string, mask: string, depth = 0): string {
    if (this.#values.has(text)) return mask;
    let masked = "";
    let end = 0;
    for (const match of this.matches(text)) {
      masked += text.slice(end, match.start) + mask;
      end = match.end;
    }
    masked = this.maskEncoded(masked + text.slice(end), mask, depth);
    return masked.includes("$argon2") ? masked.replaceAll(ARGON2, mask) : masked;
  }

  /** Masks the parts that contain a secret in several encodings, such as JSON in Base64. */
  private maskEncoded(text: string, mask: string, depth: number): string {
    if (depth === MAX_ENCODINGS || this.#values.size === 0 || text.length > MAX_ENCODED_LENGTH) return text;
    const parts = new Set<string>();
    for (const { text: part, contents } of decodedTexts(text)) {
      if (contents.some((content) => this.maskParts(content, mask, depth + 1) !== content)) parts.add(part);
      if (parts.size > MAX_ENCODED_PARTS) return mask;
    }
    return [...parts].reduce((masked, part) => masked.replaceAll(part, mask), text);
  }

  /** Whether a finished report contains a secret. */
  public areIn(report: string): boolean {
    for (const { start, end } of this.matches(report)) {
      if (end - start > MAX_WORD_LENGTH || !/^[a-z_-]+$/i.test(report.slice(start, end))) return true;
    }
    return false;
  }

  private *matches(text: string): Generator<{ readonly start: number; readonly end: number }> {
    let previousEnd = 0;
    for (let start = 0; start <= text.length - MIN_PART_LENGTH; start++) {
      if (this.#startHashes[hashAt(text, start)] === 0) continue;
      const form = this.formAt(text, start);
      if (form === undefined) continue;
      const end = endOf(text, start, form);
      yield { start: Math.max(previousEnd, start - form.before), end };
      previousEnd = end;
      start = end - 1;
    }
  }

  private formAt(text: string, start: number): SecretForm | undefined {
    const candidates = this.#candidates.get(text.slice(start, start + MIN_PART_LENGTH));
    const length = candidates?.lengths.find((each) => candidates.forms.has(text.slice(start, start + each)));
    return length === undefined ? undefined : candidates?.forms.get(text.slice(start, start + length));
  }
}

/** The end of a secret in a text, with the digit that shares bits with the text behind it, and with padding. */
function endOf(text: string, start: number, form: SecretForm): number {
  let end = start + form.text.length;
  if (form.after === 0) return end;
  if (/[\w+/-]/.test(text.charAt(end))) end += form.after;
  while (text[end] === "=") end++;
  return end;
}

/** A hash of four characters, below HASH_BUCKETS. */
function hashAt(text: string, start: number): number {
  const [a, b] = [text.charCodeAt(start), text.charCodeAt(start + 1)];
  const [c, d] = [text.charCodeAt(start + 2), text.charCodeAt(start + 3)];
  return (a * 31 + b * 961 + c * 29_791 + d * 923_521) & (HASH_BUCKETS - 1);
}
