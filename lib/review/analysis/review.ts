import type { Phrase } from "./markup";
import type { Action, AttributeChange, CheckResult, OutputChange } from "../plan/plan";
import type { Severity } from "./severity";

/** What plans do, for a reader: what all formats of a report show. Phrases are texts in JSON. */
export interface Review {
  readonly formatVersion: "1.0";
  readonly title: string;
  /** Of the worst risk that is not accepted. */
  readonly severity: Severity | "none";
  readonly verdict: Phrase;
  readonly stacks: readonly StackSummary[];
  readonly containers: readonly ContainerRow[];
  /** Of all containers. */
  readonly cost: CostChange;
  readonly risks: readonly Risk[];
  readonly accepted: readonly Risk[];
  readonly graph: Graph;
  /** The resources that change. */
  readonly changes: readonly ChangeDetail[];
  readonly unchanged: readonly Place[];
  /** What other providers than Scaleway's have in the plans. */
  readonly otherProviders: readonly { readonly provider: string; readonly total: number; readonly changed: number }[];
  readonly drift: readonly ChangeDetail[];
  readonly outputs: readonly (OutputChange & { readonly stack: string })[];
  readonly checks: readonly (CheckResult & { readonly stack: string })[];
  readonly apply: readonly string[];
}

export interface Place {
  readonly stack: string;
  /** The construct's path, or the address. */
  readonly where: string;
}

export interface StackSummary {
  readonly name: string;
  readonly tool: "terraform" | "opentofu";
  readonly toolVersion: string;
  readonly changes: Readonly<Record<Exclude<Action, "no-op">, number>> & { readonly unchanged: number };
  /** Of the plan's file, when it is at hand. */
  readonly planSha256?: string;
}

export interface ContainerRow extends Place {
  readonly name: string;
  readonly action: Action;
  readonly summary: Phrase;
  readonly isChanged: boolean;
  readonly before?: ContainerSize;
  readonly after?: ContainerSize;
  readonly secrets: Readonly<Record<"unchanged" | "added" | "removed" | "rotated", readonly string[]>>;
  readonly triggers: readonly ContainerPart[];
  readonly domains: readonly ContainerPart[];
  readonly cost: CostChange;
}

/** What is not known yet is missing. */
export interface ContainerSize {
  readonly privacy?: string;
  readonly takesPlainHttp?: boolean;
  readonly minScale?: number;
  readonly maxScale?: number;
  readonly memoryLimitMb?: number;
  readonly cpuLimit?: number;
}

/** A schedule, a trigger or a domain. */
export interface ContainerPart {
  readonly name: string;
  readonly action: Action;
  /** When it runs, or what it listens to. */
  readonly before?: string;
  readonly after?: string;
}

/** In EUR a month. A side is missing where a size is not known yet. */
export interface CostChange {
  readonly before?: Cost;
  readonly after?: Cost;
}

export interface Cost {
  /** At the smallest scale, around the clock. */
  readonly floor: number;
  /** At the largest scale, around the clock. */
  readonly ceiling: number;
  /** The same without what is free each month, as if the account had nothing else. */
  readonly floorBeyondFree: number;
  readonly ceilingBeyondFree: number;
}

export interface Risk {
  readonly id: string;
  readonly severity: Severity;
  readonly stack: string;
  /** Missing where it is about the plan as a whole. */
  readonly where?: string;
  readonly what: Phrase;
  readonly why: string;
  readonly todo: string;
  readonly acceptance?: { readonly reason: string; readonly expires: string; readonly isExpired: boolean };
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

export interface GraphNode {
  readonly id: string;
  readonly stack: string;
  readonly label: string;
  readonly kind: string;
  readonly action: Action;
}

export interface ChangeDetail extends Place {
  readonly address: string;
  readonly type: string;
  readonly action: Action;
  /** As the plan has them. */
  readonly actions: readonly string[];
  readonly because: Phrase;
  readonly previousAddress?: string;
  readonly importId?: string;
  readonly attributes: readonly AttributeChange[];
}
