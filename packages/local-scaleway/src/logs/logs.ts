import type { OutputLine } from "../engine/engine";

/** One line of a log. */
export interface LogLine extends OutputLine {
  readonly containerId: string;
  readonly instanceId: string;
}

/** The logs of all instances. */
export interface Logs {
  append(line: LogLine): void;
}
