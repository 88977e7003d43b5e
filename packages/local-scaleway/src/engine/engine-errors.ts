const MAX_LENGTH = 300;

/** The text of an engine's error in one line, without the HTTP status that dockerode adds. */
export function engineReason(error: unknown): string {
  const text = hasField(error, "message") ? String(error.message) : String(error);
  const line = text
    .replace(/^\(HTTP code \d+\) [\w ]+ - /, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}

/** The HTTP status of an engine's answer; undefined if it did not answer. */
export function statusOf(error: unknown): number | undefined {
  return hasField(error, "statusCode") ? Number(error.statusCode) : undefined;
}

/** The code of a system error, such as `ECONNREFUSED`, or an empty text. */
export function codeOf(error: unknown): string {
  return hasField(error, "code") ? String(error.code) : "";
}

function hasField<Name extends string>(error: unknown, name: Name): error is Record<Name, unknown> {
  return typeof error === "object" && error !== null && name in error;
}
