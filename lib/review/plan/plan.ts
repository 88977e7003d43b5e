import { z } from "zod";
import type { DeepReadonly } from "../../base/objects";
import type { Value, Values } from "./json";

export type { Value, Values } from "./json";

/** What happens to a resource. `replace` stands for two actions of Terraform, `other` for an action that this version does not know. */
export const ACTIONS = ["no-op", "create", "read", "update", "replace", "delete", "forget", "other"] as const;
export type Action = (typeof ACTIONS)[number];

/** Terraform's words for a value that only the apply decides. */
export const KNOWN_AFTER_APPLY = "(known after apply)";

// The type of z.json() is mutable JSON; a plan is read-only.
const value = z.json().describe("A value of the plan; (sensitive) replaces a secret.") as z.ZodType<Value, Value>;
export const actionSchema = z
  .enum(ACTIONS)
  .describe("What happens to a resource; other is an action that this version does not know.");

export const attributeChangeSchema = z.strictObject({
  path: z.string().describe("For example environment_variables.LOG_LEVEL or cron[0].schedule."),
  before: value.optional().describe("Missing if there was no value."),
  after: value.optional().describe("Missing if there is no value any more, or if it is known after apply."),
  isSensitive: z.literal(true).optional().describe("Whether the values are masked."),
  isUnknown: z.literal(true).optional().describe("Whether the new value is known after apply."),
});

export const outputChangeSchema = z.strictObject({
  name: z.string(),
  action: actionSchema,
  before: value.optional(),
  after: value.optional(),
  isUnknown: z.boolean().describe("Whether the new value is known after apply."),
});

export const checkResultSchema = z.strictObject({
  address: z.string(),
  status: z.string().describe("Terraform's status: pass, fail, error or unknown."),
  messages: z.array(z.string()),
});

/** An attribute, or an entry of a map or block in it, that differs. */
export type AttributeChange = DeepReadonly<z.output<typeof attributeChangeSchema>>;
export type OutputChange = DeepReadonly<z.output<typeof outputChangeSchema>>;
export type CheckResult = DeepReadonly<z.output<typeof checkResultSchema>>;

export interface ResourceChange {
  readonly address: string;
  /** The path of the construct. Missing without the cdk.tf.json of the stack. */
  readonly path?: string | undefined;
  readonly type: string;
  /** The source of the provider, such as `scaleway/scaleway`. */
  readonly provider: string;
  readonly action: Action;
  /** The actions in Terraform's words. */
  readonly actions: readonly string[];
  /** Terraform's reason, such as `replace_because_tainted`. */
  readonly reason?: string | undefined;
  /** The attributes that force a replacement. */
  readonly replacedBecause: readonly string[];
  readonly previousAddress?: string | undefined;
  readonly importId?: string | undefined;
  /** The attributes that rules read, for types of Scaleway; empty for other types. Missing if the resource did not exist. */
  readonly before?: Values | undefined;
  /** Missing if the resource does not exist any more. */
  readonly after?: Values | undefined;
  readonly attributes: readonly AttributeChange[];
  /** The addresses that its configuration refers to. */
  readonly references: readonly string[];
  /** The deprecated attributes in its configuration. */
  readonly deprecated: readonly string[];
  /** Whether it has `prevent_destroy`. */
  readonly isProtected: boolean;
}

/** A plan, ready to be reviewed. */
export interface Plan {
  readonly stack: string;
  readonly tool: "terraform" | "opentofu";
  readonly toolVersion: string;
  readonly hasErrored: boolean;
  /** Whether no part of the plan is deferred. */
  readonly isComplete: boolean;
  /** The addresses of deferred changes. */
  readonly deferred: readonly string[];
  readonly changes: readonly ResourceChange[];
  /** The changes that were made outside of Terraform. */
  readonly drift: readonly ResourceChange[];
  readonly outputs: readonly OutputChange[];
  readonly checks: readonly CheckResult[];
  /** The addresses of actions that are not resources. */
  readonly invocations: readonly string[];
}
