// Written by npm run docs from the zod schemas; see scripts/review-types.mjs.
import type { Action } from "../plan/action";
import type { AttributeChange } from "../plan/changes";
import type { Value } from "../plan/json";
import type { Markup } from "./markup";
import type { Severity } from "./severity";

/** The stack and the path of a resource. */
export interface Place {
  /** The name of the stack. */
  readonly stack: string;
  /** The path of the construct, or the address. */
  readonly where: string;
}

/** The size and the access of a container. A field is missing if its value is known after apply. */
export interface ContainerSize {
  /** Who can call the container: public or private. */
  readonly privacy?: string | undefined;
  /** Whether Scaleway answers plain HTTP instead of redirecting it. */
  readonly takesPlainHttp?: boolean | undefined;
  /** The number of instances that always run. */
  readonly minScale?: number | undefined;
  /** The maximum number of instances. */
  readonly maxScale?: number | undefined;
  /** The memory of an instance in decimal megabytes. */
  readonly memoryLimitMb?: number | undefined;
  /** The CPU of an instance in mvCPU (1 vCPU is 1000). */
  readonly cpuLimit?: number | undefined;
}

/** A cost in EUR per month. */
export interface Cost {
  /** The cost at the smallest scale around the clock. */
  readonly floor: number;
  /** The cost at the largest scale around the clock. */
  readonly ceiling: number;
  /** The floor minus the monthly free tier of an account. */
  readonly floorBeyondFree: number;
  /** The ceiling minus the monthly free tier of an account. */
  readonly ceilingBeyondFree: number;
}

/** The monthly cost before and after. A side is missing if a size is known after apply. */
export interface CostChange {
  /** The cost before the apply. */
  readonly before?: Cost | undefined;
  /** The cost after the apply. */
  readonly after?: Cost | undefined;
}

/** A trigger or a domain of a container. */
export interface ContainerPart {
  /** The name of the trigger, or the hostname of the domain. */
  readonly name: string;
  /** What happens to a resource; other is an action that this version does not know. */
  readonly action: Action;
  /** The schedule, or the kind of the source of messages. */
  readonly before?: string | undefined;
  /** The new schedule, or the new kind of the source of messages. */
  readonly after?: string | undefined;
}

/** A container of the plans, and what happens to it. */
export interface ContainerRow {
  /** The name of the stack. */
  readonly stack: string;
  /** The path of the construct, or the address. */
  readonly where: string;
  /** The name of the container. */
  readonly name: string;
  /** The region, such as fr-par; missing if the plan does not contain it. */
  readonly region?: string | undefined;
  /** The current URL; missing if the container is new. */
  readonly url?: string | undefined;
  /** What happens to a resource; other is an action that this version does not know. */
  readonly action: Action;
  /** What happens to the container. */
  readonly summary: Markup;
  /** The image and the digest that the plan deploys; empty if it deploys none. */
  readonly image: Markup;
  /** Whether the container, or one of its triggers or domains, changes. */
  readonly isChanged: boolean;
  /** Whether a changed variable of its namespace restarts the container. */
  readonly isRestarted: boolean;
  /** The size before the apply; missing if the container is new. */
  readonly before?: ContainerSize | undefined;
  /** The size after the apply; missing if the container is destroyed. */
  readonly after?: ContainerSize | undefined;
  /** The names of secret variables. */
  readonly secrets: {
    /** The secrets whose value stays. */
    readonly unchanged: readonly string[];
    /** The secrets that are new. */
    readonly added: readonly string[];
    /** The secrets that are removed. */
    readonly removed: readonly string[];
    /** The secrets that get another value. */
    readonly rotated: readonly string[];
  };
  /** The schedules, and the triggers by queues and subjects. */
  readonly triggers: readonly ContainerPart[];
  /** The custom domains. */
  readonly domains: readonly ContainerPart[];
  /** The monthly cost before and after. A side is missing if a size is known after apply. */
  readonly cost: CostChange;
}

/** A risk that a rule found. */
export interface Risk {
  /** The ID of the rule, such as url-changes. */
  readonly id: string;
  /** The severity that counts: that of the rule, unless the configuration changes it. */
  readonly severity: Severity;
  /** The severity of the rule, if the configuration lowers it. */
  readonly loweredFrom?: Severity | undefined;
  /** The name of the stack. */
  readonly stack: string;
  /** The path of the construct, or the address. Missing if the risk concerns the whole plan. */
  readonly where?: string | undefined;
  /** What happens, with the values of the plan. */
  readonly what: Markup;
  /** The consequence. */
  readonly why: string;
  /** The recommended action. */
  readonly todo: string;
  /** The acceptance of the risk in the configuration. */
  readonly acceptance?:
    | {
        /** The reason in the configuration. */
        readonly reason: string;
        /** The last day of the acceptance in UTC, for example 2027-01-31. */
        readonly expires: string;
        /** Whether that day is over. The risk counts again. */
        readonly isExpired: boolean;
      }
    | undefined;
}

/** A change of a resource. */
export interface ChangeDetail {
  /** The name of the stack. */
  readonly stack: string;
  /** The path of the construct, or the address. */
  readonly where: string;
  /** The address in Terraform. */
  readonly address: string;
  /** The type of the resource, such as scaleway_container. */
  readonly type: string;
  /** What happens to a resource; other is an action that this version does not know. */
  readonly action: Action;
  /** The actions in Terraform's words. */
  readonly actions: readonly string[];
  /** Why the resource is replaced or destroyed; empty without a reason. */
  readonly because: Markup;
  /** The address before a move. */
  readonly previousAddress?: string | undefined;
  /** The ID of the existing resource that the apply imports. */
  readonly importId?: string | undefined;
  /** The attributes that the apply changes. */
  readonly attributes: readonly AttributeChange[];
  /** The settings that the plan turns off, but the provider cannot. */
  readonly stays: readonly string[];
}

/** A stack of the review, with its number of changes. */
export interface StackSummary {
  /** The name of the stack. */
  readonly name: string;
  /** The program that made the plan. */
  readonly tool: "terraform" | "opentofu";
  /** The version of the program, such as 1.11.4. */
  readonly toolVersion: string;
  /** The number of resources by action. */
  readonly changes: {
    /** Resources that are created. */
    readonly create: number;
    /** Data sources that are read during the apply. */
    readonly read: number;
    /** Resources that are updated in place. */
    readonly update: number;
    /** Resources that are destroyed and created again. */
    readonly replace: number;
    /** Resources that are destroyed. */
    readonly delete: number;
    /** Resources that are removed from the state, and keep running. */
    readonly forget: number;
    /** Resources with an action that this version does not know. */
    readonly other: number;
    /** Resources without a change. */
    readonly unchanged: number;
  };
  /** The SHA-256 hash of the plan file, if it is known. */
  readonly planSha256?: string | undefined;
}

/** A resource in the graph. */
export interface GraphNode {
  /** The ID, to which the edges refer. */
  readonly id: string;
  /** The name of the stack. */
  readonly stack: string;
  /** The text in the graph: the name of the resource. */
  readonly label: string;
  /** The kind of the resource, such as container or queue. */
  readonly kind: string;
  /** What happens to a resource; other is an action that this version does not know. */
  readonly action: Action;
}

/** The services that change, with the resources next to them. */
export interface Graph {
  /** The resources. */
  readonly nodes: readonly GraphNode[];
  /** The connections: an edge leads to the resource that is called or used. */
  readonly edges: readonly {
    /** The ID of the resource at the start. */
    readonly from: string;
    /** The ID of the resource at the end. */
    readonly to: string;
  }[];
}

/** What the review did not look at. */
export interface ReviewScope {
  /** The stacks of the run that have no plan. */
  readonly notPlanned?: readonly string[] | undefined;
  /** The states that match ignoreStates of the configuration. */
  readonly ignoredStates?: readonly string[] | undefined;
  /** The backends that cannot list the states of removed stacks. */
  readonly notSearched?: readonly string[] | undefined;
}

/** The content of a review, which all formats display. */
export interface Review {
  /** A minor version only adds fields. */
  readonly formatVersion: "1.0";
  /** The title in the first line; empty without one. */
  readonly title: string;
  /** The highest severity of a risk that is not accepted. */
  readonly severity: "none" | Severity;
  /** The changes and their risk in one line. */
  readonly verdict: Markup;
  /** The stacks with a plan. */
  readonly stacks: readonly StackSummary[];
  /** All containers, also those without a change. */
  readonly containers: readonly ContainerRow[];
  /** The cost of all containers. */
  readonly cost: CostChange;
  /** The risks, the highest severity first. */
  readonly risks: readonly Risk[];
  /** The risks that the configuration accepts. They do not count for the severity. */
  readonly accepted: readonly Risk[];
  /** The findings of rules that are off, with the severity of the rule. They do not count for the severity. */
  readonly silenced: readonly Risk[];
  /** The settings in which the configuration differs from that of the target branch, which counts. */
  readonly configChanges: readonly AttributeChange[];
  /** The services that change, with the resources next to them. */
  readonly graph: Graph;
  /** The changes of resources, imports and moves, the most severe first. */
  readonly changes: readonly ChangeDetail[];
  /** The resources without a change. */
  readonly unchanged: readonly Place[];
  /** The resources of providers other than Scaleway's. */
  readonly otherProviders: readonly {
    /** The source of the provider, such as hashicorp/random. */
    readonly provider: string;
    /** The number of resources. */
    readonly total: number;
    /** The number of resources that change. */
    readonly changed: number;
  }[];
  /** The changes that were made outside of Terraform. */
  readonly drift: readonly ChangeDetail[];
  /** The outputs that change. */
  readonly outputs: readonly {
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
    /** The name of the stack. */
    readonly stack: string;
  }[];
  /** The results of checks and postconditions. */
  readonly checks: readonly {
    /** The address of what the check belongs to. */
    readonly address: string;
    /** What the check belongs to, in Terraform's words: check, resource, output_value, or var for a variable. */
    readonly kind: string;
    /** Terraform's status: pass, fail, error or unknown. */
    readonly status: string;
    /** The messages of the conditions that failed. */
    readonly messages: readonly string[];
    /** The name of the stack. */
    readonly stack: string;
  }[];
  /** The commands that apply the plans. */
  readonly apply: readonly string[];
  /** What the review did not look at. */
  readonly scope?: ReviewScope | undefined;
  /** The number of items that each list omits for size. */
  readonly omitted?: Readonly<Record<string, number>> | undefined;
}
