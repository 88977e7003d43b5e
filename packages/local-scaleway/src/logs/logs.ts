import type { OutputLine } from "../engine/engine";

/** One line of a log. */
export interface LogLine extends Omit<OutputLine, "stream"> {
  readonly containerId: string;
  /** Empty for a line about the container itself, for example about a failed deployment. */
  readonly instanceId: string;
  /** Lines of `platform` are about an instance or a deployment. Cockpit does not have them. */
  readonly stream: OutputLine["stream"] | "platform";
}

/** The logs of all instances. */
export interface Logs {
  /** Keeps a line. It returns at once, and it does not throw. */
  append(line: LogLine): void;
}
