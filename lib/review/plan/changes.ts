// Written by npm run docs from the zod schemas; see scripts/review-types.mjs.
import type { Action } from "./action";
import type { Value } from "./json";

export interface AttributeChange {
  /** For example environment_variables.LOG_LEVEL or cron[0].schedule. */
  readonly path: string;
  /** Missing if there was no value. */
  readonly before?: Value | undefined;
  /** Missing if there is no value any more, or if it is known after apply. */
  readonly after?: Value | undefined;
  /** Whether the values are masked. */
  readonly isSensitive?: true | undefined;
  /** Whether the new value is known after apply. */
  readonly isUnknown?: true | undefined;
}

export interface OutputChange {
  readonly name: string;
  /** What happens to a resource; other is an action that this version does not know. */
  readonly action: Action;
  readonly before?: Value | undefined;
  /** Null in place of a part that is known after apply. */
  readonly after?: Value | undefined;
  /** Whether the new value, or a part of it, is known after apply. */
  readonly isUnknown: boolean;
  /** The differences; their paths start with the name of the output. */
  readonly attributes: readonly AttributeChange[];
}

export interface CheckResult {
  readonly address: string;
  /** What the check belongs to, in Terraform's words: check, resource, output_value, or var for a variable. */
  readonly kind: string;
  /** Terraform's status: pass, fail, error or unknown. */
  readonly status: string;
  readonly messages: readonly string[];
}
