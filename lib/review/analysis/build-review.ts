import type { AttributeChange, Plan, ResourceChange } from "../plan/plan";
import { containerRow, costOf } from "./container-row";
import { stackChanges } from "./containers";
import { serviceGraph } from "./graph";
import type { LockIndex } from "./lock";
import { because, placeOf } from "./naming";
import type { ChangeDetail, Place, Review, ReviewScope, StackSummary } from "./review";
import { risksOf, type RiskOptions } from "./risks";
import { appliedAttributes, settingsThatStay } from "./settings-that-stay";
import { verdict } from "./verdict";

/** A plan, its file, and the commands that apply it. */
export interface PlanWithSource {
  readonly plan: Plan;
  readonly planSha256?: string | undefined;
  readonly apply: readonly string[];
}

interface BuildOptions extends RiskOptions {
  readonly title: string;
  readonly lock: LockIndex;
  /** The settings in which the configuration differs from that of the target branch. */
  readonly configChanges: readonly AttributeChange[];
  readonly scope?: ReviewScope | undefined;
}

export function buildReview(sources: readonly PlanWithSource[], options: BuildOptions): Review {
  const plans = sources.map(({ plan }) => plan);
  const stacks = stackChanges(plans, options.lock);
  const { risks, accepted, silenced } = risksOf(stacks, options);
  const rows = stacks.flatMap(({ plan, containers }) => containers.map((each) => containerRow(plan.stack, each)));
  const changes = plans.flatMap((plan) => plan.changes.filter(isReported).map((change) => detail(plan, change)));
  const review = {
    formatVersion: "1.0" as const,
    title: options.title,
    severity: risks[0]?.severity ?? ("none" as const),
    stacks: sources.map(stackSummary),
    containers: rows.sort((a, b) => Number(b.isChanged) - Number(a.isChanged)),
    cost: costOf(stacks.flatMap(({ containers }) => containers)),
    risks,
    accepted,
    silenced,
    configChanges: options.configChanges,
    graph: serviceGraph(stacks),
    changes: changes.sort((a, b) => ORDER.indexOf(a.action) - ORDER.indexOf(b.action)),
    unchanged: plans.flatMap(unchangedPlaces),
    otherProviders: otherProviders(plans.flatMap((plan) => plan.changes)),
    drift: plans.flatMap((plan) => plan.drift.map((change) => detail(plan, change))),
    outputs: plans.flatMap(({ stack, outputs }) =>
      outputs.filter(({ action }) => action !== "no-op").map((output) => ({ stack, ...output })),
    ),
    checks: plans.flatMap(({ stack, checks }) => checks.map((check) => ({ stack, ...check }))),
    apply: sources.filter(({ plan }) => hasEffect(plan)).flatMap(({ apply }) => apply),
    scope: options.scope,
  };
  return { ...review, verdict: verdict(review) };
}

/** The order of changes in a report: the most severe first. */
const ORDER: readonly string[] = ["delete", "replace", "forget", "other", "update", "create", "read", "no-op"];

/** Whether the report has a section for a change. */
function isReported({ action, importId, previousAddress }: ResourceChange): boolean {
  return action !== "no-op" || importId !== undefined || previousAddress !== undefined;
}

function unchangedPlaces({ stack, changes }: Plan): Place[] {
  return changes.filter((change) => !isReported(change)).map((change) => ({ stack, where: placeOf(change) }));
}

/** Whether an apply would change something. */
function hasEffect({ hasErrored, changes, outputs, commands }: Plan): boolean {
  if (hasErrored) return false;
  const hasCommand = commands.some(({ runsAt }) => runsAt === "apply");
  return hasCommand || changes.some(isReported) || outputs.some(({ action }) => action !== "no-op");
}

function stackSummary({ plan, planSha256 }: PlanWithSource): StackSummary {
  const countOf = (action: string) => plan.changes.filter((change) => change.action === action).length;
  return {
    name: plan.stack,
    tool: plan.tool,
    toolVersion: plan.toolVersion,
    changes: {
      create: countOf("create"),
      read: countOf("read"),
      update: countOf("update"),
      replace: countOf("replace"),
      delete: countOf("delete"),
      forget: countOf("forget"),
      other: countOf("other"),
      unchanged: countOf("no-op"),
    },
    planSha256,
  };
}

function detail({ stack }: Plan, change: ResourceChange): ChangeDetail {
  const { address, type, action, actions, previousAddress, importId } = change;
  return {
    stack,
    where: placeOf(change),
    address,
    type,
    action,
    actions,
    because: because(change),
    previousAddress,
    importId,
    attributes: appliedAttributes(change),
    stays: settingsThatStay(change),
  };
}

function otherProviders(changes: readonly ResourceChange[]): Review["otherProviders"] {
  const counts = new Map<string, { total: number; changed: number }>();
  for (const change of changes) {
    if (change.provider.endsWith("/scaleway")) continue;
    const provider = change.provider || "unknown";
    const { total, changed } = counts.get(provider) ?? { total: 0, changed: 0 };
    counts.set(provider, { total: total + 1, changed: changed + Number(isReported(change)) });
  }
  return [...counts].map(([provider, count]) => ({ provider, ...count }));
}
