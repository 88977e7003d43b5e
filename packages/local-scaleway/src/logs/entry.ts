import type { LogLine } from "./logs";

/** A longer line is cut. */
export const MAX_TEXT_LENGTH = 16_384;

/** The labels of a container, as Cockpit has them. */
export type Labels = Readonly<Record<string, string>>;

/** One line as Loki has it. */
export interface Entry {
  readonly labels: Labels;
  /** Nanoseconds since 1970, in 19 digits, so that texts compare as numbers do. No two entries of a run have the same. */
  readonly time: string;
  /** The JSON object that Cockpit has as the line of a container. */
  readonly line: string;
}

/** The JSON object that Cockpit has as the line of a container. */
export function envelope({ text, instanceId, stream }: Pick<LogLine, "text" | "instanceId" | "stream">): string {
  return JSON.stringify({ message: cut(text), resource_instance: instanceId, stream });
}

function cut(text: string): string {
  const rest = text.length - MAX_TEXT_LENGTH;
  return rest <= 0 ? text : `${text.slice(0, MAX_TEXT_LENGTH)}… (${rest} characters cut)`;
}

/** Creates the times of entries: they rise, also if several lines have the same millisecond. */
export class Timestamps {
  private lastMs = 0;
  private count = 0;

  /** The time in nanoseconds. A time in the future is now: a test has moved the clock of the server. */
  public next(milliseconds: number): string {
    const ms = Math.max(Math.min(Math.trunc(milliseconds), Date.now()), this.lastMs);
    this.count = ms === this.lastMs ? this.count + 1 : 0;
    this.lastMs = ms;
    return nanoseconds(ms, this.count);
  }
}

/** The last time in 19 digits. */
export const LAST_TIME = "9".repeat(19);

/** A time in 19 digits. */
export function nanoseconds(milliseconds: number, nanoseconds = 0): string {
  return String(BigInt(milliseconds) * 1_000_000n + BigInt(nanoseconds)).padStart(19, "0");
}
