import { printable } from "./errors";

/** A number with its noun: `1 file`, `2 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** A text as one word of a POSIX shell command. */
export function shellWord(text: string): string {
  return /^[\w./~:@-]+$/.test(text) ? text : `'${printable(text).replaceAll("'", "'\\''")}'`;
}
