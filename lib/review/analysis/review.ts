// Written by npm run docs from the zod schemas; see scripts/review-types.mjs.
import type { Action } from "../plan/action";
import type { AttributeChange } from "../plan/changes";
import type { Value } from "../plan/json";
import type { Markup } from "./markup";
import type { Severity } from "./severity";

export interface Place {
  readonly stack: string;
  /** The path of the construct, or the address. */
  readonly where: string;
}

/** A field is missing if its value is known after apply. */
export interface ContainerSize {
  readonly privacy?: string | undefined;
  readonly takesPlainHttp?: boolean | undefined;
  readonly minScale?: number | undefined;
  readonly maxScale?: number | undefined;
  readonly memoryLimitMb?: number | undefined;
  /** In mvCPU. */
  readonly cpuLimit?: number | undefined;
}

/** EUR a month. */
export interface Cost {
  /** At the smallest scale around the clock. */
  readonly floor: number;
  /** At the largest scale around the clock. */
  readonly ceiling: number;
  /** The floor minus the monthly free tier of an account. */
  readonly floorBeyondFree: number;
  /** The ceiling minus the monthly free tier of an account. */
  readonly ceilingBeyondFree: number;
}

/** A side is missing if a size is known after apply. */
export interface CostChange {
  readonly before?: Cost | undefined;
  readonly after?: Cost | undefined;
}

export interface ContainerPart {
  readonly name: string;
  /** What happens to a resource; other is an action that this version does not know. */
  readonly action: Action;
  /** The schedule, or the kind of the source of messages. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

export interface ContainerRow {
  readonly stack: string;
  /** The path of the construct, or the address. */
  readonly where: string;
  readonly name: string;
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
  readonly before?: ContainerSize | undefined;
  readonly after?: ContainerSize | undefined;
  /** The names of secret variables. */
  readonly secrets: {
    readonly unchanged: readonly string[];
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly rotated: readonly string[];
  };
  readonly triggers: readonly ContainerPart[];
  readonly domains: readonly ContainerPart[];
  /** A side is missing if a size is known after apply. */
  readonly cost: CostChange;
}

export interface Risk {
  readonly id: string;
  readonly severity: Severity;
  /** The severity of the rule, if the configuration lowers it. */
  readonly loweredFrom?: Severity | undefined;
  readonly stack: string;
  /** Missing if the risk concerns the whole plan. */
  readonly where?: string | undefined;
  readonly what: Markup;
  readonly why: string;
  readonly todo: string;
  readonly acceptance?:
    | {
        readonly reason: string;
        readonly expires: string;
        readonly isExpired: boolean;
      }
    | undefined;
}

export interface ChangeDetail {
  readonly stack: string;
  /** The path of the construct, or the address. */
  readonly where: string;
  readonly address: string;
  readonly type: string;
  /** What happens to a resource; other is an action that this version does not know. */
  readonly action: Action;
  /** The actions in Terraform's words. */
  readonly actions: readonly string[];
  /** Why the resource is replaced or destroyed; empty without a reason. */
  readonly because: Markup;
  readonly previousAddress?: string | undefined;
  readonly importId?: string | undefined;
  /** The attributes that the apply changes. */
  readonly attributes: readonly AttributeChange[];
  /** The settings that the plan turns off, but the provider cannot. */
  readonly stays: readonly string[];
}

export interface StackSummary {
  readonly name: string;
  readonly tool: "terraform" | "opentofu";
  readonly toolVersion: string;
  /** The number of resources by action. */
  readonly changes: {
    readonly create: number;
    readonly read: number;
    readonly update: number;
    readonly replace: number;
    readonly delete: number;
    readonly forget: number;
    readonly other: number;
    readonly unchanged: number;
  };
  /** The hash of the plan file, if it is known. */
  readonly planSha256?: string | undefined;
}

export interface GraphNode {
  readonly id: string;
  readonly stack: string;
  readonly label: string;
  readonly kind: string;
  /** What happens to a resource; other is an action that this version does not know. */
  readonly action: Action;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly {
    readonly from: string;
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

export interface Review {
  /** A minor version only adds fields. */
  readonly formatVersion: "1.0";
  readonly title: string;
  /** The highest severity of a risk that is not accepted. */
  readonly severity: "none" | Severity;
  /** The changes and their risk in one line. */
  readonly verdict: Markup;
  readonly stacks: readonly StackSummary[];
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
  readonly changes: readonly ChangeDetail[];
  readonly unchanged: readonly Place[];
  /** The resources of providers other than Scaleway's. */
  readonly otherProviders: readonly {
    readonly provider: string;
    readonly total: number;
    readonly changed: number;
  }[];
  /** The changes that were made outside of Terraform. */
  readonly drift: readonly ChangeDetail[];
  readonly outputs: readonly {
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
    readonly stack: string;
  }[];
  readonly checks: readonly {
    readonly address: string;
    /** What the check belongs to, in Terraform's words: check, resource, output_value, or var for a variable. */
    readonly kind: string;
    /** Terraform's status: pass, fail, error or unknown. */
    readonly status: string;
    readonly messages: readonly string[];
    readonly stack: string;
  }[];
  /** The commands that apply the plans. */
  readonly apply: readonly string[];
  readonly scope?: ReviewScope | undefined;
  /** The number of items that each list omits for size. */
  readonly omitted?: Readonly<Record<string, number>> | undefined;
}
