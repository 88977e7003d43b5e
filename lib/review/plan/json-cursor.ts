/** A text that is no JSON, or not all of it. */
export class JsonProblem extends Error {}

/** Far deeper than any plan, and shallow enough to walk. */
const DEEPEST = 200;
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Goes through JSON piece by piece, so that of a plan of hundreds of megabytes one resource at a time is in memory.
 * Whoever is at a value takes it, by `value`, `keys` or `each`, or leaves it, and it is skipped.
 */
export class JsonCursor {
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** The keys of the object that comes next; nothing where it is none. */
  public *keys(): Generator<string> {
    for (const start of this.members(OPEN_BRACE, CLOSE_BRACE)) {
      if (this.bytes[start] !== QUOTE) throw this.problem();
      const key = this.value() as string;
      this.expect(COLON);
      const before = this.next();
      yield key;
      if (this.#at === before) this.skip();
    }
  }

  /** Stops at each element of the list that comes next; at none where it is no list. */
  public each(take: (index: number) => void): void {
    let index = 0;
    for (const start of this.members(OPEN_BRACKET, CLOSE_BRACKET)) {
      take(index++);
      if (this.#at === start) this.skip();
    }
  }

  /** The value that comes next. */
  public value(): unknown {
    const start = this.next();
    this.skip();
    try {
      return JSON.parse(this.text(start, this.#at));
    } catch {
      throw this.problem(start);
    }
  }

  /** How the text goes on, without going on. */
  public peek(pattern: RegExp): RegExpExecArray | null {
    const start = this.next();
    return pattern.exec(this.text(start, start + 300));
  }

  /** Whether a list comes next. */
  public get isList(): boolean {
    return this.bytes[this.next()] === OPEN_BRACKET;
  }

  /** Whether an object comes next. */
  public get isObject(): boolean {
    return this.bytes[this.next()] === OPEN_BRACE;
  }

  /** Whether nothing is left. */
  public get isAtEnd(): boolean {
    this.skipSpace();
    return this.#at === this.bytes.length;
  }

  private text(start: number, end: number): string {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length).toString("utf8", start, end);
  }

  private *members(open: number, close: number): Generator<number> {
    if (this.bytes[this.next()] !== open) {
      this.skip();
      return;
    }
    this.#at++;
    for (let isFirst = true; ; isFirst = false) {
      const isEnd = this.bytes[this.next()] === close;
      if (isEnd && isFirst) break;
      if (!isFirst && !isEnd) this.expect(COMMA);
      if (isEnd) break;
      yield this.next();
    }
    this.#at++;
  }

  /** Goes past a value. What is in it is not looked at. */
  private skip(): void {
    const { bytes } = this;
    let at = this.next();
    let depth = 0;
    do {
      switch (bytes[at]) {
        case undefined:
          throw this.cutOff();
        case QUOTE:
          at = this.endOfText(at);
          break;
        case OPEN_BRACE:
        case OPEN_BRACKET:
          if (++depth > DEEPEST) throw new JsonProblem(`is nested deeper than ${DEEPEST} levels; no plan is`);
          at++;
          break;
        case CLOSE_BRACE:
        case CLOSE_BRACKET:
          if (--depth < 0) throw this.problem(at);
          at++;
          break;
        default:
          at = depth === 0 ? this.endOfWord(at) : at + 1;
      }
    } while (depth > 0);
    this.#at = at;
  }

  private endOfText(start: number): number {
    const { bytes } = this;
    let at = start + 1;
    for (; bytes[at] !== QUOTE; at++) {
      if (at >= bytes.length) throw this.cutOff();
      if (bytes[at] === BACKSLASH) at++;
    }
    return at + 1;
  }

  private endOfWord(start: number): number {
    let at = start;
    while (isOfWord(this.bytes[at] ?? 0)) at++;
    if (at === start) throw this.problem(at);
    return at;
  }

  private expect(byte: number): void {
    if (this.bytes[this.next()] !== byte) throw this.problem();
    this.#at++;
  }

  /** Where the next thing is. */
  private next(): number {
    this.skipSpace();
    if (this.#at >= this.bytes.length) throw this.cutOff();
    return this.#at;
  }

  private skipSpace(): void {
    const { bytes } = this;
    while (bytes[this.#at] === 0x20 || bytes[this.#at] === 0x0a || bytes[this.#at] === 0x0d || bytes[this.#at] === 0x09)
      this.#at++;
  }

  private problem(at = this.#at): JsonProblem {
    return new JsonProblem(`is no JSON from byte ${at} on`);
  }

  private cutOff(): JsonProblem {
    return new JsonProblem(`is cut off: it ends after ${this.bytes.length} bytes, in the middle of the JSON`);
  }
}

/** Of a number or of true, false and null. */
function isOfWord(byte: number): boolean {
  const isDigitOrLetter = (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a);
  return isDigitOrLetter || byte === 0x2b || byte === 0x2d || byte === 0x2e || byte === 0x45;
}
