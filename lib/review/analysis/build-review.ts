import type { Acceptance, ReviewConfig } from "./review-config";
import { containerRow, costOf } from "./container-row";
import { stackChanges, type StackChanges } from "./containers";
import { serviceGraph } from "./graph";
import type { LockedImage } from "./lock";
import type { Plan, ResourceChange } from "../plan/plan";
import type { ChangeDetail, Review, Risk, StackSummary } from "./review";
import { ValidationError } from "../../base/errors";
import { asPhrase } from "./markup";
import type { Finding, ReviewLimits, ReviewRule } from "./rule";
import { rank } from "./severity";
import { verdict } from "./verdict";
import { because, placeOf } from "./naming";

/** A plan, and what is known of where it comes from. */
export interface PlanWithSource {
  readonly plan: Plan;
  readonly planSha256?: string;
  /** The commands that apply it. */
  readonly apply: readonly string[];
}

interface BuildOptions {
  readonly title: string;
  readonly rules: readonly ReviewRule[];
  readonly config: ReviewConfig;
  readonly limits: ReviewLimits;
  readonly lock: readonly LockedImage[];
  /** As 2027-01-31. */
  readonly today: string;
}

export function buildReview(sources: readonly PlanWithSource[], options: BuildOptions): Review {
  const stacks = sources.map(({ plan }) => stackChanges(plan, options.lock));
  const found = stacks.flatMap((stack) => [...risksOf(stack, options)]).sort(worstFirst);
  const isAccepted = ({ acceptance }: Risk) => acceptance !== undefined && !acceptance.isExpired;
  const risks = found.filter((risk) => !isAccepted(risk));
  const rows = stacks.flatMap(({ plan, containers }) => containers.map((each) => containerRow(plan.stack, each)));
  const changes = stacks.flatMap(({ plan }) => plan.changes.filter(isTold).map((change) => detail(plan, change)));
  const review = {
    formatVersion: "1.0",
    title: options.title,
    severity: risks[0]?.severity ?? "none",
    stacks: sources.map(stackSummary),
    containers: [...rows].sort((a, b) => Number(b.isChanged) - Number(a.isChanged)),
    cost: costOf(stacks.flatMap(({ containers }) => containers)),
    risks,
    accepted: found.filter(isAccepted),
    graph: serviceGraph(stacks),
    changes: changes.sort((a, b) => ORDER.indexOf(a.action) - ORDER.indexOf(b.action)),
    unchanged: stacks.flatMap(({ plan }) =>
      plan.changes.filter((change) => !isTold(change)).map((change) => ({ stack: plan.stack, where: placeOf(change) })),
    ),
    otherProviders: otherProviders(stacks.flatMap(({ plan }) => plan.changes)),
    drift: stacks.flatMap(({ plan }) => plan.drift.map((change) => detail(plan, change))),
    outputs: stacks.flatMap(({ plan }) =>
      plan.outputs.filter(({ action }) => action !== "no-op").map((output) => ({ stack: plan.stack, ...output })),
    ),
    checks: stacks.flatMap(({ plan }) => plan.checks.map((check) => ({ stack: plan.stack, ...check }))),
    apply: sources.filter(({ plan }) => isToApply(plan)).flatMap(({ apply }) => apply),
  } as const;
  return { ...review, verdict: verdict(review) };
}

/** What hurts most comes first. */
const ORDER: readonly string[] = ["delete", "replace", "forget", "other", "update", "create", "read", "no-op"];

/** Whether a change is worth its own part of the report. */
function isTold({ action, importId, previousAddress }: ResourceChange): boolean {
  return action !== "no-op" || importId !== undefined || previousAddress !== undefined;
}

/** Whether there is anything that an apply would do. */
function isToApply({ hasErrored, changes, outputs }: Plan): boolean {
  return !hasErrored && [...changes.filter(isTold), ...outputs.filter(({ action }) => action !== "no-op")].length > 0;
}

function* risksOf(stack: StackChanges, { rules, config, limits, today }: BuildOptions): Generator<Risk> {
  for (const { id, severity: usual, why, todo, check } of rules) {
    const severity = config.severities?.[id] ?? usual;
    if (severity === "off") continue;
    for (const { change, what } of findings(id, check, stack, limits)) {
      const acceptance = config.accept?.find((each) => each.risk === id && isMeant(each, stack.plan, change));
      yield {
        ...{ id, severity, stack: stack.plan.stack },
        ...(change && { where: placeOf(change) }),
        ...{ what, why, todo },
        ...(acceptance && {
          acceptance: { reason: acceptance.reason, expires: acceptance.expires, isExpired: acceptance.expires < today },
        }),
      };
    }
  }
}

/** A rule of one's own may fail. */
function findings(id: string, check: ReviewRule["check"], stack: StackChanges, limits: ReviewLimits): Finding[] {
  try {
    return Array.from(check(stack, limits), ({ change, what }) => ({
      ...(change && { change }),
      what: asPhrase(what),
    }));
  } catch (error) {
    const { message = String(error) } = error as Partial<Error>;
    throw new ValidationError("review", [
      { path: id, message: `the rule failed: ${message}; mend it, or set it to off` },
    ]);
  }
}

function isMeant({ where }: Acceptance, { stack }: Plan, change: ResourceChange | undefined): boolean {
  return where === undefined || where === stack || where === change?.path || where === change?.address;
}

function worstFirst(a: Risk, b: Risk): number {
  return rank(b.severity) - rank(a.severity);
}

function stackSummary({ plan, planSha256 }: PlanWithSource): StackSummary {
  const count = (action: string) => plan.changes.filter((change) => change.action === action).length;
  return {
    name: plan.stack,
    tool: plan.tool,
    toolVersion: plan.toolVersion,
    changes: {
      create: count("create"),
      read: count("read"),
      update: count("update"),
      replace: count("replace"),
      delete: count("delete"),
      forget: count("forget"),
      other: count("other"),
      unchanged: count("no-op"),
    },
    ...(planSha256 !== undefined && { planSha256 }),
  };
}

function detail({ stack }: Plan, change: ResourceChange): ChangeDetail {
  const { address, type, action, actions, previousAddress, importId, attributes } = change;
  return {
    ...{ stack, where: placeOf(change), address, type, action, actions, because: because(change) },
    ...(previousAddress !== undefined && { previousAddress }),
    ...(importId !== undefined && { importId }),
    attributes,
  };
}

function otherProviders(changes: readonly ResourceChange[]) {
  const counts = new Map<string, { total: number; changed: number }>();
  for (const change of changes) {
    if (change.provider.endsWith("/scaleway")) continue;
    const provider = change.provider || "unknown";
    const { total, changed } = counts.get(provider) ?? { total: 0, changed: 0 };
    counts.set(provider, { total: total + 1, changed: changed + Number(isTold(change)) });
  }
  return [...counts].map(([provider, count]) => ({ provider, ...count }));
}
