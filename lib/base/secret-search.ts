import { parsedJson } from "./json";
import { fieldsOf, isPlainObject } from "./objects";
import { MIN_SECRET_LENGTH } from "../facts/secret-looking";
import { formatMatches, isNamedSecret, isSecretByName, mayBeSecretName } from "./secret-names";

/** A value that looks like a secret. It does not contain the value. */
export interface SecretFinding {
  /** The keys and positions that lead to the value. */
  readonly path: readonly (string | number)[];
  /** Why it looks like a secret, for messages, such as "a GitHub token". */
  readonly reason: string;
}

/** A part of a value that looks like a secret. */
interface Match extends SecretFinding {
  readonly secret: string;
}

/** Deeper values are not searched. */
const MAX_DEPTH = 32;
/** Texts in texts, such as JSON in JSON. */
const MAX_TEXTS = 4;
/** A text with more pairs whose names may be those of secrets is not a configuration. */
const MAX_PAIRS = 500;

/**
 * Finds the values that look like secrets, wherever a name meets a value: entries of maps, pairs of `name` and `value`, options
 * in lists, and JSON, dotenv, queries and options inside texts. It takes time in proportion to the input.
 */
export function findSecrets(root: unknown): SecretFinding[] {
  const findings: SecretFinding[] = [];
  for (const { path, reason } of searchValue(root, "", [], 0)) {
    // A text with several secrets is one finding.
    if (findings.at(-1)?.path !== path) findings.push({ path, reason });
  }
  return findings;
}

/** The parts of a text that look like secrets, such as the password in a connection string. */
export function secretParts(name: string, text: string): string[] {
  return Array.from(searchText(name, text, [], 0), ({ secret }) => secret);
}

/**
 * The name of a part of a list or a map. The value of a pair has the name of the pair, and the element after an option, such as
 * `--password`, the name of the option.
 * @param name the name of the list or map
 */
export function nameOfPart(parent: object, key: string, name: string): string {
  if (!Array.isArray(parent)) return /^value$/i.test(key) ? (pairName(parent) ?? key) : key;
  return optionBefore(parent, Number(key)) ?? name;
}

/**
 * Whether a value must not be displayed, because it looks like a secret. A shorter text would hide words of a report by chance.
 */
export function looksSecret(name: string, value: unknown): boolean {
  if (typeof value !== "string" || value.length < MIN_SECRET_LENGTH) return false;
  return isNamedSecret(name, value) || isSecretInAnyField(value);
}

const MAX_CACHED_VERDICTS = 10_000;
/** A plan repeats most values within a resource: before and after the change. */
const verdicts = new Map<string, boolean>();

function isSecretInAnyField(text: string): boolean {
  const known = verdicts.get(text);
  if (known !== undefined) return known;
  const isSecret = !PLAIN.test(text) && searchText("", text, [], 0).next().done !== true;
  if (verdicts.size >= MAX_CACHED_VERDICTS) verdicts.clear();
  verdicts.set(text, isSecret);
  return isSecret;
}

function* searchValue(value: unknown, name: string, path: Match["path"], texts: number): Generator<Match> {
  if (path.length > MAX_DEPTH) return;
  if (typeof value === "string") yield* searchText(name, value, path, texts);
  else if (Array.isArray(value)) yield* searchList(value, name, path, texts);
  else if (isPlainObject(value)) yield* searchMap(value, path, texts);
}

function* searchMap(map: Readonly<Record<string, unknown>>, path: Match["path"], texts: number): Generator<Match> {
  for (const [key, value] of Object.entries(map)) {
    yield* searchValue(value, nameOfPart(map, key, ""), [...path, key], texts);
  }
}

function pairName(map: object): string | undefined {
  const { name, Name, key, Key } = fieldsOf(map);
  return [name, Name, key, Key].find((each) => typeof each === "string");
}

/** The elements of a list have its name. The element after an option, such as `--password`, has the name of the option. */
function* searchList(list: readonly unknown[], name: string, path: Match["path"], texts: number): Generator<Match> {
  for (const [index, element] of list.entries()) {
    const option = optionBefore(list, index);
    if (option !== undefined && typeof element === "string" && isSecretByName(option, element)) {
      yield { path: [...path, index], reason: valueOf(`--${option}`), secret: element };
    } else yield* searchValue(element, name, [...path, index], texts);
  }
}

/** The option whose value an element of a list is. */
function optionBefore(list: readonly unknown[], index: number): string | undefined {
  const [previous, element] = [list[index - 1], list[index]];
  if (typeof previous !== "string" || typeof element !== "string" || element.startsWith("-")) return undefined;
  return OPTION.exec(previous)?.[1];
}

/** Short words, names of small letters, UUIDs with a region, and times, which are most values of a plan: they contain no format and no pair. */
const PLAIN =
  /^(?:[\w:.+-]{0,14}|[a-z_./-]*|(?:[a-z]{2}-[a-z]{3}(?:-\d)?\/)?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\d-]{10}T[\d:.]{1,20}Z)$/;

function* searchText(name: string, text: string, path: Match["path"], texts: number): Generator<Match> {
  if (PLAIN.test(text)) {
    if (name !== "" && isSecretByName(name, text)) yield { path, reason: "its name", secret: text };
    return;
  }
  for (const { label, secret } of formatMatches(name, text)) yield { path, reason: label, secret };
  if (texts < MAX_TEXTS && /^\s*[{[]/.test(text)) {
    const json = parsedJson(text);
    if (json !== undefined) {
      for (const inner of searchValue(json, name, [], texts + 1)) {
        yield { path, reason: innerReason(inner), secret: inner.secret };
      }
      return;
    }
  }
  if (isSecretByName(name, text)) yield { path, reason: "its name", secret: text };
  if (!/=|:[\s"'\\]|--?[a-z]/.test(text) || !mayBeSecretName(text)) return;
  for (const [reason, secret] of searchPairs(text)) yield { path, reason, secret };
  for (const [reason, secret] of searchOptions(text)) yield { path, reason, secret };
}

function innerReason({ path, reason }: SecretFinding): string {
  const key = path.findLast((step) => typeof step === "string");
  return reason === "its name" && key !== undefined ? valueOf(key) : reason;
}

/** A name that may be a secret itself is not displayed. */
function valueOf(name: string): string {
  const isName = /^[A-Za-z_.-][\w.-]{0,63}$/.test(name) && !/\d{4}|[A-Za-z\d]{24}/.test(name);
  return isName ? `the value of ${name}` : "a value in it";
}

/** A name and the sign before a value. `==` and `=>` are code. */
const PAIR = /(?<![\w.-])([\w.-]{1,128})\\?["']?([ \t]{0,8})([=:])(?![=>~])/g;
const VALUE = /([ \t]{0,8})(?:\\?(["'])((?:(?!\\?\2).){0,256})|((?:(?:Token|ApiKey)[ \t])?[^\s&;,"'<>)}\]]{0,96}))/y;
/** The start of a line, of an item or of a quoted name. */
const LINE_START = /(?:[\n{"']|^|- )[ \t]{0,15}$/;
const LINE_END = /[ \t]{0,8}(?:$|[\r\n#"',}\]])/y;

/** Finds `key=value` in dotenv, queries and connection strings, and `key: value` in YAML, JSON and headers. */
function* searchPairs(text: string): Generator<[reason: string, secret: string]> {
  // In an expression of Terraform, only a value in quotes is a literal.
  const isExpression = /^\$\{.*\}$/s.test(text);
  let pairs = 0;
  for (const match of text.matchAll(PAIR)) {
    const [whole, name = "", space, sign] = match;
    if (!mayBeSecretName(name)) continue;
    if (++pairs > MAX_PAIRS) break;
    VALUE.lastIndex = match.index + whole.length;
    const [, gap, quote, quoted, plain = ""] = VALUE.exec(text) ?? [];
    if (quote === undefined) {
      if (isExpression) continue;
      const isSpaced = sign === ":" || space !== "" || gap !== "";
      if (/[(]/.test(plain) || (isSpaced && !isLine(text, match.index, VALUE.lastIndex))) continue;
      if (sign === ":" && gap === "") continue;
    }
    const value = quoted ?? (plain.includes("${") ? `${plain}}` : plain);
    if (value !== "" && isSecretByName(name, value)) yield [valueOf(name), value];
  }
}

/** Whether a pair is a line by itself, and not a part of a sentence or of code. */
function isLine(text: string, start: number, end: number): boolean {
  LINE_END.lastIndex = end;
  return LINE_START.test(text.slice(Math.max(0, start - 16), start)) && LINE_END.test(text);
}

/** An option without its value, in a list. */
const OPTION = /^--?([A-Za-z][\w.-]{1,64})$/;
/** An option and its value, in a command line. */
const OPTION_IN_TEXT =
  /(?<![\w-])--?([A-Za-z][\w.-]{1,64})[ \t]{1,8}(?:"([^"]{0,256})|'([^']{0,256})|([^\s"'-][^\s"']{0,256}))/g;

function* searchOptions(text: string): Generator<[reason: string, secret: string]> {
  let pairs = 0;
  for (const [, name = "", double, single, plain] of text.matchAll(OPTION_IN_TEXT)) {
    if (!mayBeSecretName(name)) continue;
    if (++pairs > MAX_PAIRS) break;
    const value = double ?? single ?? plain ?? "";
    if (isSecretByName(name, value)) yield [valueOf(`--${name}`), value];
  }
}
