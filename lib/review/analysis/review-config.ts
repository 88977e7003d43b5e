import type { ReviewLimits } from "./rule";
import type { Severity } from "./severity";

/** The configuration of a review, which the command reads from a file. */
export interface ReviewConfig {
  /** Severities by the ID of a risk. @default - the severity of each rule */
  readonly severities?: Readonly<Record<string, Severity | "off">> | undefined;
  /** The thresholds of rules, in EUR and GB. @default - the defaults of `Limits` */
  readonly limits?:
    Readonly<Partial<Record<Exclude<keyof ReviewLimits, "allowedRegistries">, number | undefined>>> | undefined;
  /** The registries, namespaces or repositories from which containers may be deployed. @default - all */
  readonly allowedRegistries?: ReviewLimits["allowedRegistries"];
  /** Accepted risks. @default - none */
  readonly accept?: readonly Acceptance[] | undefined;
  /**
   * States of other projects in the same bucket or directory: keys, paths or `s3://bucket/key`, in which `*` stands for any
   * text. @default - none
   */
  readonly ignoreStates?: readonly string[] | undefined;
  /** Modules with custom rules, which the command loads. @default - none */
  readonly rules?: readonly string[] | undefined;
}

/** An accepted risk. It does not count for the severity until it expires. */
export interface Acceptance {
  /** The ID of the risk. */
  readonly risk: string;
  /** The stack, construct path, address, or `STACK/ADDRESS` to which the acceptance applies. @default - everywhere */
  readonly where?: string | undefined;
  /** The reason, which the report displays. */
  readonly reason: string;
  /** The last day in UTC, for example 2027-01-31. */
  readonly expires: string;
}
