import type { IssueCode } from "../../base/issue-codes";
import { parseJson, type Value } from "./json";

/** A text that is not valid JSON, or not a plan. */
export class JsonProblem extends Error {
  constructor(
    public readonly code: IssueCode,
    message: string,
  ) {
    super(message);
  }
}

/** Far deeper than any plan, and shallow enough for a recursive function. */
const MAX_DEPTH = 200;
const PEEK_BYTES = 300;
const [QUOTE, BACKSLASH, COMMA, COLON, LINE_FEED] = [0x22, 0x5c, 0x2c, 0x3a, 0x0a];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Reads JSON value by value: of a plan of hundreds of megabytes, one resource at a time is in memory.
 * The caller reads the next value with `value`, `keys` or `each`. A value that is not read is skipped.
 */
export class JsonCursor {
  #position: number;

  /**
   * @param start the byte at which the first value starts
   * @param onRead called with the number of bytes that have been read
   */
  constructor(
    private readonly bytes: Uint8Array,
    start = 0,
    private readonly onRead?: (bytes: number) => void,
  ) {
    this.#position = start;
  }

  /** The keys of the next value; none if the value is not an object. */
  public *keys(): Generator<string> {
    for (const start of this.members(OPEN_BRACE, CLOSE_BRACE)) {
      const key = this.bytes[start] === QUOTE ? this.value() : undefined;
      if (typeof key !== "string") throw this.problem(start);
      this.expect(COLON);
      const before = this.next();
      yield key;
      if (this.#position === before) this.skip();
    }
  }

  /** Calls a function at each element of the next value; not at all if the value is not a list. */
  public each(visit: (index: number) => void): void {
    let index = 0;
    for (const start of this.members(OPEN_BRACKET, CLOSE_BRACKET)) {
      visit(index++);
      if (this.#position === start) this.skip();
    }
  }

  /** Reads the next value. */
  public value(): Value {
    const start = this.next();
    this.skip();
    this.onRead?.(this.#position);
    try {
      return parseJson(this.text(start, this.#position));
    } catch {
      throw this.problem(start);
    }
  }

  /** Matches the start of the next value, and stays there. */
  public peek(pattern: RegExp): RegExpExecArray | null {
    const start = this.next();
    return pattern.exec(this.text(start, start + PEEK_BYTES));
  }

  /** Whether the next value is a list. */
  public get isList(): boolean {
    return this.bytes[this.next()] === OPEN_BRACKET;
  }

  /** Whether the next value is an object. */
  public get isObject(): boolean {
    return this.bytes[this.next()] === OPEN_BRACE;
  }

  /** Whether there is no other value. */
  public get isAtEnd(): boolean {
    this.skipSpace();
    return this.#position === this.bytes.length;
  }

  /** Moves behind the following lines that match a pattern. */
  public skipLines(pattern: RegExp): void {
    while (!this.isAtEnd && this.peek(pattern) !== null) {
      const end = this.bytes.indexOf(LINE_FEED, this.#position);
      this.#position = end < 0 ? this.bytes.length : end + 1;
    }
  }

  private text(start: number, end: number): string {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length).toString("utf8", start, end);
  }

  private *members(open: number, close: number): Generator<number> {
    if (this.bytes[this.next()] !== open) {
      this.skip();
      return;
    }
    this.#position++;
    for (let isFirst = true; ; isFirst = false) {
      const isEnd = this.bytes[this.next()] === close;
      if (isEnd && isFirst) break;
      if (!isFirst && !isEnd) this.expect(COMMA);
      if (isEnd) break;
      yield this.next();
    }
    this.#position++;
  }

  /** Moves behind the next value without parsing it. */
  private skip(): void {
    const { bytes } = this;
    let position = this.next();
    let depth = 0;
    do {
      switch (bytes[position]) {
        case undefined:
          throw this.truncated();
        case QUOTE:
          position = this.endOfString(position);
          break;
        case OPEN_BRACE:
        case OPEN_BRACKET:
          if (++depth > MAX_DEPTH)
            throw new JsonProblem("nested-too-deeply", `has more than ${MAX_DEPTH} nested levels.`);
          position++;
          break;
        case CLOSE_BRACE:
        case CLOSE_BRACKET:
          if (--depth < 0) throw this.problem(position);
          position++;
          break;
        default:
          position = depth === 0 ? this.endOfLiteral(position) : position + 1;
      }
    } while (depth > 0);
    this.#position = position;
  }

  private endOfString(start: number): number {
    const { bytes } = this;
    let position = start + 1;
    for (; bytes[position] !== QUOTE; position++) {
      if (position >= bytes.length) throw this.truncated();
      if (bytes[position] === BACKSLASH) position++;
    }
    return position + 1;
  }

  private endOfLiteral(start: number): number {
    let position = start;
    while (isInLiteral(this.bytes[position] ?? 0)) position++;
    if (position === start) throw this.problem(position);
    return position;
  }

  private expect(byte: number): void {
    if (this.bytes[this.next()] !== byte) throw this.problem();
    this.#position++;
  }

  /** Moves to the next character that is not white space. */
  private next(): number {
    this.skipSpace();
    if (this.#position >= this.bytes.length) throw this.truncated();
    return this.#position;
  }

  private skipSpace(): void {
    while (isSpace(this.bytes[this.#position])) this.#position++;
  }

  private problem(position = this.#position): JsonProblem {
    return new JsonProblem("invalid-json", `is not valid JSON from byte ${position} on.`);
  }

  private truncated(): JsonProblem {
    return new JsonProblem("truncated-json", `is truncated: the JSON ends after ${this.bytes.length} bytes.`);
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Whether a byte is a part of a number, or of true, false and null. */
function isInLiteral(byte: number): boolean {
  const isDigitOrLetter = (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a);
  return isDigitOrLetter || byte === 0x2b || byte === 0x2d || byte === 0x2e || byte === 0x45;
}
