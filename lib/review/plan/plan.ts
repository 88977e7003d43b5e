import type { Action } from "./action";
import type { AttributeChange, CheckResult, OutputChange } from "./changes";
import type { Values } from "./json";

export { ACTIONS, type Action } from "./action";
export type { AttributeChange, CheckResult, OutputChange } from "./changes";
export type { Value, Values } from "./json";

/** Terraform's words for a value that only the apply decides. */
export const KNOWN_AFTER_APPLY = "(known after apply)";

export interface ResourceChange {
  readonly address: string;
  /** The path of the construct. Missing without the cdk.tf.json of the stack. */
  readonly path?: string | undefined;
  readonly type: string;
  /** Whether it is a data source: Terraform only reads it. */
  readonly isData: boolean;
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

/** A deployed stack that has no code any more. Its plan destroys it, or changes nothing if its destruction is not planned. */
export interface RemovedStackState {
  /** The state: a path, or `s3://bucket/key`. */
  readonly location: string;
  /** The number of resources in the state. */
  readonly resources: number;
  /** Why the plan does not destroy the stack. Missing if it does. */
  readonly notPlanned?: string | undefined;
}

/** A place with states that could not be searched for removed stacks. */
export interface UnsearchedPlace {
  readonly location: string;
  readonly reason: string;
}

/** A command that a plan or its apply runs, beside the calls of providers. */
export interface PlannedCommand {
  /** The address of the resource, data source or action. */
  readonly address: string;
  /** The path of the construct. Missing without the cdk.tf.json of the stack. */
  readonly path?: string | undefined;
  /** The type of the provisioner, data source or action, such as `local-exec`. */
  readonly type: string;
  /** The step that runs it. `destroy` is uncertain: a plan does not contain whether a provisioner runs at the creation only. */
  readonly runsAt: "apply" | "destroy" | "plan";
  /** The command. Missing if the configuration contains only references. */
  readonly command?: string | undefined;
  /** The references in the command. */
  readonly references: readonly string[];
}

/** A plan, ready to be reviewed. */
export interface Plan {
  readonly stack: string;
  readonly tool: "terraform" | "opentofu";
  readonly toolVersion: string;
  readonly hasErrored: boolean;
  /** Whether no part of the plan is deferred. */
  readonly isComplete: boolean;
  /** The addresses of deferred changes and actions. */
  readonly deferred: readonly string[];
  readonly changes: readonly ResourceChange[];
  /** The changes that were made outside of Terraform. */
  readonly drift: readonly ResourceChange[];
  readonly outputs: readonly OutputChange[];
  readonly checks: readonly CheckResult[];
  /** The commands that the plan or its apply runs: provisioners, data sources and actions. */
  readonly commands: readonly PlannedCommand[];
  /** Missing for a stack with code. */
  readonly removed?: RemovedStackState | undefined;
  /** The places in which stacks of the run have states, and that could not be searched. @default - none */
  readonly unsearched?: readonly UnsearchedPlace[] | undefined;
}
