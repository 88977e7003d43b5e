// Written by npm run docs from the zod schemas; see scripts/review-types.mjs.
import type { Action } from "./action";
import type { Value } from "./json";

/** A change of an attribute. */
export interface AttributeChange {
  /** The path, for example environment_variables.LOG_LEVEL or cron[0].schedule. */
  readonly path: string;
  /** The old value; missing if there was none. (sensitive) replaces a secret. */
  readonly before?: Value | undefined;
  /** The new value; missing if there is none, or if it is known after apply. */
  readonly after?: Value | undefined;
  /** Whether the values are masked. */
  readonly isSensitive?: true | undefined;
  /** Whether the new value is known after apply. */
  readonly isUnknown?: true | undefined;
}

/** A change of an output. */
export interface OutputChange {
  /** The name of the output. */
  readonly name: string;
  /** What happens to a resource; other is an action that this version does not know. */
  readonly action: Action;
  /** The old value; missing if there was none. (sensitive) replaces a secret. */
  readonly before?: Value | undefined;
  /** The new value, with null in place of a part that is known after apply. */
  readonly after?: Value | undefined;
  /** Whether the new value, or a part of it, is known after apply. */
  readonly isUnknown: boolean;
  /** The differences; their paths start with the name of the output. */
  readonly attributes: readonly AttributeChange[];
}

/** The result of a check, a condition or a validation of Terraform. */
export interface CheckResult {
  /** The address of what the check belongs to. */
  readonly address: string;
  /** What the check belongs to, in Terraform's words: check, resource, output_value, or var for a variable. */
  readonly kind: string;
  /** Terraform's status: pass, fail, error or unknown. */
  readonly status: string;
  /** The messages of the conditions that failed. */
  readonly messages: readonly string[];
}
