/** What happens to a resource. `other` is an action that this version does not know. */
export type Action = "no-op" | "create" | "read" | "update" | "replace" | "delete" | "forget" | "other";

/** A value of a plan. Secrets are masked in it, and what is only known after the apply is left out. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Values = Readonly<Record<string, Value>>;

/** An attribute, or an entry of a map or block of it, that differs. */
export interface AttributeChange {
  /** As `environment_variables.LOG_LEVEL` or `cron[0].schedule`. */
  readonly path: string;
  /** Missing where there was none. */
  readonly before?: Value;
  /** Missing where there is none, or where it is not known yet. */
  readonly after?: Value;
  /** Whether the values are masked. */
  readonly isSensitive?: true;
  /** Whether the new value is known after the apply only. */
  readonly isUnknown?: true;
}

export interface ResourceChange {
  readonly address: string;
  /** Of the construct, when cdk.tf.json tells it. */
  readonly path?: string;
  readonly type: string;
  /** As `scaleway/scaleway`. */
  readonly provider: string;
  readonly action: Action;
  /** As the plan has them. */
  readonly actions: readonly string[];
  /** Why Terraform does so, as the plan has it. */
  readonly reason?: string;
  /** The attributes that force a replacement. */
  readonly replacedBecause: readonly string[];
  readonly previousAddress?: string;
  readonly importId?: string;
  /** Of a known type of Scaleway: what rules read. Empty for all others. Missing where there was none. */
  readonly before?: Values;
  /** Missing where there is none any more. */
  readonly after?: Values;
  readonly attributes: readonly AttributeChange[];
  /** The addresses that its configuration refers to. */
  readonly references: readonly string[];
  /** The deprecated attributes that its configuration has. */
  readonly deprecated: readonly string[];
  readonly isProtected: boolean;
}

export interface OutputChange {
  readonly name: string;
  readonly action: Action;
  readonly before?: Value;
  readonly after?: Value;
  readonly isUnknown: boolean;
}

export interface CheckResult {
  readonly address: string;
  /** As the plan has it: pass, fail, error, unknown. */
  readonly status: string;
  readonly messages: readonly string[];
}

/** A plan, ready to be reviewed. */
export interface Plan {
  readonly stack: string;
  readonly tool: "terraform" | "opentofu";
  readonly toolVersion: string;
  readonly hasErrored: boolean;
  /** False where a part of it is left for a later plan. */
  readonly isComplete: boolean;
  readonly deferred: readonly string[];
  readonly changes: readonly ResourceChange[];
  /** What has changed outside of Terraform, in effect. */
  readonly drift: readonly ResourceChange[];
  readonly outputs: readonly OutputChange[];
  readonly checks: readonly CheckResult[];
  /** Actions beside resources, as the plan has them. */
  readonly invocations: readonly string[];
}
