/** A line of an output that stands for any number of lines. */
const GAP = "…";

/** What differs in each run. Earlier rows apply first. */
const VARIABLE: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, "<time>"],
  [/\b\d\d:\d\d:\d\d(?:\.\d+)?\b/g, "<time>"],
  [/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, "<id>"],
  [/orders[\da-f]{8}-orders/g, "<host>"],
  [/(127\.0\.0\.1|localhost):\d+/g, "$1:<port>"],
  [/\/#\S+/g, "/#<token>"],
  [/\bprocess \d+/g, "process <id>"],
  [/\bengine \S+ \S+$/gm, "engine <engine>"],
  [/\b\d+(?:\.\d+)? ?(ms|s)\b/g, "<duration>"],
];

/** Whether an output of the page is what was printed, apart from what differs in each run. */
export function isCurrent(expected: string, actual: string): boolean {
  const lines = normalized(actual).split("\n");
  let position = 0;
  let isAfterGap = false;
  for (const line of normalized(expected).split("\n")) {
    if (line === GAP) {
      isAfterGap = true;
      continue;
    }
    const found = isAfterGap ? lines.indexOf(line, position) : position;
    if (lines[found] !== line) return false;
    position = found + 1;
    isAfterGap = false;
  }
  return isAfterGap || position === lines.length;
}

/** Whether lines are left out. Such an output is compared, but cannot be filled. */
export function hasGap(text: string): boolean {
  return text.split("\n").includes(GAP);
}

const CONTROL_SEQUENCE = new RegExp(String.raw`\x1b\[[\d;?]*[A-Za-z]`, "g");

/** What a program prints, as a terminal displays it: without colors, cursor movements and spaces at the end of lines. */
export function plainText(text: string): string {
  return text
    .replaceAll(CONTROL_SEQUENCE, "")
    .replaceAll("\r", "")
    .replaceAll(/[ \t]+$/gm, "")
    .replaceAll(/\n{3,}/g, "\n\n")
    .replace(/^\n+/, "")
    .trimEnd();
}

/** An output as the page contains it: the server has its default port, and the token is left out. */
export function stableText(text: string): string {
  const [, port] = /Scaleway on http:\/\/127\.0\.0\.1:(\d+)/.exec(text) ?? [];
  const withoutToken = text.replaceAll(/(?<=\/#)\S+/g, GAP);
  return port === undefined ? withoutToken : withoutToken.replaceAll(`:${port}`, ":4580");
}

function normalized(text: string): string {
  return VARIABLE.reduce((result, [pattern, replacement]) => result.replaceAll(pattern, replacement), text);
}
