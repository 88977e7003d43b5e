import { stripVTControlCharacters } from "node:util";
import { JsonCursor, JsonProblem } from "./json-cursor";

const [NEW_LINE, OPEN_BRACE, OPEN_BRACKET] = [0x0a, 0x7b, 0x5b];
/** The start of a line that GitHub Actions or the wrapper of hashicorp/setup-terraform writes around the output of a command. */
const LOG_LINE = /^(\[command\]|::)/;
/** The part of a text that is searched for its kind. */
const MAX_SEARCHED_BYTES = 65_536;

/** What a text is that is not JSON, most certain first. */
const TEXTS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^\s*$/, "is empty"],
  [/^\s*<(!doctype|html|\?xml|head|body)/i, "is an HTML or XML page, such as the error of a proxy, not a plan"],
  [
    /^(Terraform|OpenTofu) (will perform|used the selected)|^No changes\. |^Plan: \d+ to |^ {2}# \S.* (will|must) be /m,
    "is a plan in text, not in JSON",
  ],
  [/^# [\w.[\]"-]+:$/m, "is a state in text, not a plan"],
  [/\bError: /, "is an error message, not a plan"],
];

/**
 * Reads each plan of a text: one plan, a list of plans, or several plans one after the other. Lines of a log around them are
 * skipped.
 * @param scan reads the next value
 * @param onRead called with the number of bytes that have been read
 * @throws JsonProblem if the text contains no plan
 */
export function scanDocuments<T>(
  bytes: Uint8Array,
  scan: (cursor: JsonCursor) => T,
  onRead?: (bytes: number) => void,
): T[] {
  const cursor = new JsonCursor(bytes, startOfJson(bytes), onRead);
  const plans: T[] = [];
  if (cursor.isList) {
    cursor.each(() => plans.push(scan(cursor)));
    if (plans.length === 0) throw new JsonProblem("not-a-plan", "is an empty list, not a plan.");
  } else {
    do {
      plans.push(scan(cursor));
      cursor.skipLines(LOG_LINE);
    } while (!cursor.isAtEnd && cursor.isObject);
  }
  cursor.skipLines(LOG_LINE);
  if (!cursor.isAtEnd) throw new JsonProblem("not-a-plan", "is not a plan: it has more text after the JSON.");
  return plans;
}

/** The first line that starts with an object or a list. Programs write their logs before it. */
function startOfJson(bytes: Uint8Array): number {
  for (let line = 0; line >= 0 && line < bytes.length; line = bytes.indexOf(NEW_LINE, line) + 1 || -1) {
    let start = line;
    while (bytes[start] === 0x20 || bytes[start] === 0x09 || bytes[start] === 0x0d) start++;
    if (bytes[start] === OPEN_BRACE || (bytes[start] === OPEN_BRACKET && isList(bytes, start))) return start;
    if (line === 0 && textKind(bytes) !== undefined) break;
  }
  throw new JsonProblem("not-a-plan", `${textKind(bytes) ?? "is not JSON"}.`);
}

/** Whether a bracket starts a list, and not a line such as `[command]/usr/bin/terraform show`. */
function isList(bytes: Uint8Array, start: number): boolean {
  return /^\[\s*([{\]]|$)/.test(Buffer.from(bytes.subarray(start, start + 200)).toString("latin1"));
}

function textKind(bytes: Uint8Array): string | undefined {
  // A text plan has colors, unless -no-color is set.
  const text = stripVTControlCharacters(Buffer.from(bytes.subarray(0, MAX_SEARCHED_BYTES)).toString());
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1];
}

/** What a JSON object is that is not a plan, by one of its keys. */
const OBJECTS: readonly (readonly [key: string, what: string])[] = [
  ["@level", "a stream of messages, such as the output of plan -json"],
  ["lineage", "a state file"],
  ["values", "a state"],
  ["provider_schemas", "the schemas of providers"],
  ["error_count", "the output of validate -json"],
  ["formatVersion", "a report of this command"],
  ["terraform", "the configuration of a stack"],
  ["format_version", "an empty state"],
];

/** The problem of a JSON object that is not a plan. */
export function notAPlan(keys: ReadonlySet<string>): JsonProblem {
  const what = OBJECTS.find(([key]) => keys.has(key))?.[1];
  const problem = what === undefined ? "is not a plan: it has none of the keys of a plan" : `is ${what}, not a plan`;
  return new JsonProblem("not-a-plan", `${problem}.`);
}
