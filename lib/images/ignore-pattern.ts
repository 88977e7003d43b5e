/** A part of a pattern. It matches one character, any number of characters, or folders with their slashes. */
interface Part {
  readonly kind: "one" | "many" | "folders";
  /** The only character that the part accepts. */
  readonly literal?: string;
  readonly accepts: (character: number) => boolean;
}

/** A range of characters, with both ends. */
type Range = readonly [first: number, last: number];

const SLASH = codeOf("/");
const SPECIAL = /[*?[\]\\]/;

const anything = () => true;
const notSlash = (character: number) => character !== SLASH;

/** The states of a match before a part: not reached, inside the part, or at its start. */
const NONE = 0;
const INSIDE = 1;
const START = 2;

/**
 * A pattern of a `.dockerignore` file. Source: github.com/moby/patternmatcher and Go's `filepath.Match`, 2026. Docker converts a
 * pattern to a regular expression that never backtracks. Those of JavaScript do, so this class follows all ways through the parts at
 * the same time: the time is at most the length of the pattern times the length of the path.
 */
export class IgnorePattern {
  readonly #text: string;
  readonly #parts: readonly Part[] | undefined;
  /** A text that every match contains. Most paths do not contain it, and need no other comparison. */
  readonly #requiredText: string;

  /** @throws SyntaxError if Docker would reject the pattern */
  constructor(text: string) {
    this.#text = text;
    this.#parts = SPECIAL.test(text) ? parsePattern(text) : undefined;
    this.#requiredText = longestLiteral(this.#parts ?? []);
  }

  /** Whether the pattern matches a path with slashes. */
  public matches(path: string): boolean {
    if (this.#parts === undefined) return path === this.#text;
    return path.includes(this.#requiredText) && matchParts(this.#parts, path);
  }

  /** Whether the pattern could match a path in a folder. */
  public canMatchIn(folder: string): boolean {
    const [literal = ""] = this.#text.split(SPECIAL, 1);
    return literal.startsWith(`${folder}/`) || `${folder}/`.startsWith(literal);
  }
}

function longestLiteral(parts: readonly Part[]): string {
  const literals = parts
    .map(({ literal = "\0" }) => literal)
    .join("")
    .split("\0");
  return literals.reduce((longest, each) => (each.length > longest.length ? each : longest));
}

function matchParts(parts: readonly Part[], path: string): boolean {
  let states = enter(parts, new Uint8Array(parts.length + 1), 0);
  for (const text of path) {
    const character = codeOf(text);
    const next = new Uint8Array(parts.length + 1);
    let isPossible = false;
    for (const [index, { kind, accepts }] of parts.entries()) {
      if (states[index] === NONE || !accepts(character)) continue;
      isPossible = true;
      if (kind === "one") enter(parts, next, index + 1);
      else if (kind === "many") enter(parts, next, index);
      else {
        next[index] ||= INSIDE;
        if (character === SLASH) enter(parts, next, index + 1);
      }
    }
    if (!isPossible) return false;
    states = next;
  }
  return states[parts.length] === START;
}

/** Marks the start of a part, and of those behind it as long as a part may be empty. */
function enter(parts: readonly Part[], states: Uint8Array, index: number): Uint8Array {
  for (let each = index; states[each] !== START; each++) {
    states[each] = START;
    const part = parts[each];
    if (part === undefined || part.kind === "one") break;
  }
  return states;
}

function parsePattern(text: string): Part[] {
  const parts: Part[] = [];
  const characters = Array.from(text);
  let index = 0;
  while (index < characters.length) {
    const character = characters[index++] ?? "";
    if (character === "*" && characters[index] === "*") {
      index += characters[index + 1] === "/" ? 2 : 1;
      // Docker treats ** before plain text without a slash as the end of any name.
      const isSuffix = text.startsWith("**") && !SPECIAL.test(text.slice(2)) && text[2] !== "/";
      const isLast = index === characters.length;
      parts.push({ kind: isLast || isSuffix ? "many" : "folders", accepts: anything });
    } else if (character === "*") parts.push({ kind: "many", accepts: notSlash });
    else if (character === "?") parts.push({ kind: "one", accepts: notSlash });
    else if (character === "[") {
      const { accepts, end } = parseClass(characters, index);
      parts.push({ kind: "one", accepts });
      index = end;
    } else {
      const literal = character === "\\" ? escapedCharacter(characters, index++) : character;
      const code = codeOf(literal);
      parts.push({ kind: "one", literal, accepts: (other) => other === code });
    }
  }
  return parts;
}

/** Parses a class such as `[a-z]` or `[^0-9]`. A negated class accepts a slash, as in Docker. */
function parseClass(characters: readonly string[], start: number) {
  const isNegated = characters[start] === "^";
  let index = isNegated ? start + 1 : start;
  const ranges: Range[] = [];

  function nextCharacter(): number {
    const character = characters[index++];
    if (character === undefined || character === "-" || character === "]") throw new SyntaxError();
    return codeOf(character === "\\" ? escapedCharacter(characters, index++) : character);
  }

  do {
    const first = nextCharacter();
    const isRange = characters[index] === "-";
    if (isRange) index++;
    const last = isRange ? nextCharacter() : first;
    if (first > last) throw new SyntaxError();
    ranges.push([first, last]);
  } while (characters[index] !== "]");
  const accepts = (character: number) =>
    ranges.some(([first, last]) => first <= character && character <= last) !== isNegated;
  return { accepts, end: index + 1 };
}

function escapedCharacter(characters: readonly string[], index: number): string {
  const character = characters[index];
  if (character === undefined) throw new SyntaxError();
  return character;
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? NaN;
}
