import type { ReviewLimits } from "./rule";
import type { Severity } from "./severity";

/** What is said of risks beforehand. */
export interface ReviewConfig {
  /** By the id of a risk. @default - each rule's own */
  readonly severities?: Readonly<Record<string, Severity | "off">> | undefined;
  /** @default - those of `ReviewLimits` */
  readonly limits?: { readonly [Each in keyof ReviewLimits]?: number | undefined } | undefined;
  /** Risks that are known and taken. @default - none */
  readonly accept?: readonly Acceptance[] | undefined;
  /** Modules with rules of one's own, which the command loads. @default - none */
  readonly rules?: readonly string[] | undefined;
}

export interface Acceptance {
  /** The id of the risk. */
  readonly risk: string;
  /** The construct path, address or stack that it is accepted for. @default - everywhere */
  readonly where?: string | undefined;
  /** Stands in the report. */
  readonly reason: string;
  /** The last day, in UTC, as 2027-01-31. */
  readonly expires: string;
}
