import type { Action } from "./action";
import type { AttributeChange, CheckResult, OutputChange } from "./changes";
import type { Values } from "./json";

export { ACTIONS, type Action } from "./action";
export type { AttributeChange, CheckResult, OutputChange } from "./changes";
export type { Value, Values } from "./json";

/** Terraform's words for a value that only the apply decides. */
export const KNOWN_AFTER_APPLY = "(known after apply)";

/** A resource of a plan, and what happens to it. */
export interface ResourceChange {
  /** The address in Terraform, such as `scaleway_container.api_C8550315`. */
  readonly address: string;
  /** The path of the construct. Missing without the cdk.tf.json of the stack. */
  readonly path?: string | undefined;
  /** The type of the resource, such as `scaleway_container`. */
  readonly type: string;
  /** Whether it is a data source: Terraform only reads it. */
  readonly isData: boolean;
  /** The source of the provider, such as `scaleway/scaleway`. */
  readonly provider: string;
  /** What happens to the resource. */
  readonly action: Action;
  /** The actions in Terraform's words. */
  readonly actions: readonly string[];
  /** Terraform's reason, such as `replace_because_tainted`. */
  readonly reason?: string | undefined;
  /** The attributes that force a replacement. */
  readonly replacedBecause: readonly string[];
  /** The address before a move. */
  readonly previousAddress?: string | undefined;
  /** The ID of the existing resource that the apply imports. */
  readonly importId?: string | undefined;
  /** The attributes that rules read, for types of Scaleway; empty for other types. Missing if the resource did not exist. */
  readonly before?: Values | undefined;
  /** Missing if the resource does not exist any more. */
  readonly after?: Values | undefined;
  /** The attributes that differ. */
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
  /** The place: a path, or `s3://bucket`. */
  readonly location: string;
  /** Why it could not be searched. */
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
  /** The name of the stack. */
  readonly stack: string;
  /** The program that made the plan. */
  readonly tool: "terraform" | "opentofu";
  /** The version of the program, such as `1.11.4`. */
  readonly toolVersion: string;
  /** Whether the plan failed. It is then incomplete, and cannot be applied. */
  readonly hasErrored: boolean;
  /** Whether no part of the plan is deferred. */
  readonly isComplete: boolean;
  /** The addresses of deferred changes and actions. */
  readonly deferred: readonly string[];
  /** All resources and data sources, also those without a change. */
  readonly changes: readonly ResourceChange[];
  /** The changes that were made outside of Terraform. */
  readonly drift: readonly ResourceChange[];
  /** The outputs, also those without a change. */
  readonly outputs: readonly OutputChange[];
  /** The results of checks and conditions. */
  readonly checks: readonly CheckResult[];
  /** The commands that the plan or its apply runs: provisioners, data sources and actions. */
  readonly commands: readonly PlannedCommand[];
  /** Missing for a stack with code. */
  readonly removed?: RemovedStackState | undefined;
  /** The places in which stacks of the run have states, and that could not be searched; missing without such places. */
  readonly unsearched?: readonly UnsearchedPlace[] | undefined;
}
