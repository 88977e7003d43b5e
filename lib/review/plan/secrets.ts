import { HTTP_METHODS, HTTP_OPTIONS, PRIVACIES, PROTOCOLS, REGIONS, SANDBOXES } from "../../facts/limits";

/** What stands in a report in place of a plain value that looks like a secret. */
export const LOOKS_SECRET = "(looks like a secret)";
/** What stands in a report in place of a secret. */
export const MASK = "(sensitive)";

/** A shorter secret is masked where it is a whole value: as a part of others it would be found by chance. */
const SHORTEST_PART = 6;
/** A word up to this length may be one of the report's own. */
const LONGEST_WORD = 20;
/** A line of a secret of several lines. */
const SHORTEST_LINE = 16;

const MOST_REMEMBERED = 20_000;

/** Hashes that Scaleway answers with in place of secrets. */
const HASH = /\$argon2[a-z]{0,2}\$[\w$=,+/.-]*/g;

/** Words of the API. Whoever has one as a secret, has none. */
const PUBLIC = new Set<string>([
  ...[HTTP_METHODS, HTTP_OPTIONS, PRIVACIES, PROTOCOLS, REGIONS, SANDBOXES].flat(),
  ...["ready", "error", "pending", "created", "true", "false", "null", "UTC"],
]);

/** The secrets of plans, and how to find them in texts: none that was added comes through `mask`. */
export class Secrets {
  readonly #values = new Set<string>();
  readonly #masked = new Map<string, string>();
  /** By how they start, each with the lengths that there are, the longest first. */
  readonly #byStart = new Map<string, { readonly forms: Set<string>; lengths: number[] }>();
  /** A bit for each start, by its hash: most places of a text are told from it. */
  readonly #starts = new Uint8Array(1 << 16);

  /** Adds a secret, and the forms in which it may stand elsewhere. */
  public add(secret: string): void {
    if (secret.trim() === "" || PUBLIC.has(secret) || this.#values.has(secret)) return;
    this.#values.add(secret);
    this.#masked.clear();
    for (const form of formsOf(secret).filter(({ length }) => length >= SHORTEST_PART)) {
      const start = form.slice(0, SHORTEST_PART);
      const same = this.#byStart.get(start) ?? { forms: new Set(), lengths: [] };
      same.forms.add(form);
      if (!same.lengths.includes(form.length)) same.lengths = [...same.lengths, form.length].sort((a, b) => b - a);
      this.#byStart.set(start, same);
      this.#starts[hashAt(form, 0)] = 1;
    }
  }

  /** Texts that are known anyway, as the names of stacks: a secret of the same letters is none. */
  public allow(text: string): void {
    this.#values.delete(text);
    for (const { forms } of this.#byStart.values()) {
      for (const form of forms) if (text.includes(form)) forms.delete(form);
    }
  }

  /** A value of a plan without what is secret in it. The same texts come again and again. */
  public mask(text: string): string {
    if (text.length < SHORTEST_PART) return this.#values.has(text) ? MASK : text;
    let masked = this.#masked.get(text);
    if (masked === undefined) {
      masked = this.maskAnew(text);
      if (this.#masked.size < MOST_REMEMBERED) this.#masked.set(text, masked);
    }
    return masked;
  }

  private maskAnew(text: string): string {
    if (this.#values.has(text)) return MASK;
    let masked = "";
    let from = 0;
    for (const [start, end] of this.found(text)) {
      masked += text.slice(from, start) + MASK;
      from = end;
    }
    masked += text.slice(from);
    return masked.includes("$argon2") ? masked.replaceAll(HASH, MASK) : masked;
  }

  /** Whether something secret stands in a finished text. */
  public areIn(text: string): boolean {
    for (const [start, end] of this.found(text)) {
      if (end - start > LONGEST_WORD || !/^[a-z_-]+$/i.test(text.slice(start, end))) return true;
    }
    return false;
  }

  private *found(text: string): Generator<readonly [start: number, end: number]> {
    for (let at = 0; at <= text.length - SHORTEST_PART; at++) {
      if (this.#starts[hashAt(text, at)] === 0) continue;
      const same = this.#byStart.get(text.slice(at, at + SHORTEST_PART));
      const length = same?.lengths.find((each) => same.forms.has(text.slice(at, at + each)));
      if (length === undefined) continue;
      yield [at, at + length];
      at += length - 1;
    }
  }
}

function hashAt(text: string, at: number): number {
  const [a, b, c, d] = [text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2), text.charCodeAt(at + 3)];
  return (a * 31 + b * 961 + c * 29_791 + d * 923_521) & 0xffff;
}

function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).filter(({ length }) => length >= SHORTEST_LINE);
  const password = /:\/\/[^/?#@:]*:([^/?#@]+)@/.exec(secret)?.[1] ?? "";
  return [
    secret,
    secret.trim(),
    JSON.stringify(secret).slice(1, -1),
    // As jsonencode of Terraform writes it.
    JSON.stringify(secret)
      .slice(1, -1)
      .replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`),
    encodeURIComponent(Buffer.from(secret).toString()),
    Buffer.from(secret).toString("base64").replace(/=+$/, ""),
    ...lines,
    password,
    decoded(password),
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
