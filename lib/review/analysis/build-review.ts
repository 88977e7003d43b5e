import { displayPath } from "../../base/secret-text";
import { ValidationError } from "../../base/errors";
import type { Plan, ResourceChange } from "../plan/plan";
import { containerRow, costOf } from "./container-row";
import { stackChanges, type StackChanges } from "./containers";
import { serviceGraph } from "./graph";
import type { LockIndex } from "./lock";
import { toMarkup } from "./markup";
import { because, placeOf } from "./naming";
import type { ChangeDetail, Place, Review, Risk, StackSummary } from "./review";
import type { Acceptance, ReviewConfig } from "./review-config";
import type { Finding, ReviewLimits, ReviewRule } from "./rule";
import { rank } from "./severity";
import { verdict } from "./verdict";

/** A plan, its file, and the commands that apply it. */
export interface PlanWithSource {
  readonly plan: Plan;
  readonly planSha256?: string | undefined;
  readonly apply: readonly string[];
}

interface BuildOptions {
  readonly title: string;
  readonly rules: readonly ReviewRule[];
  readonly config: ReviewConfig;
  readonly limits: ReviewLimits;
  readonly lock: LockIndex;
  /** The current day, for example 2027-01-31. */
  readonly today: string;
}

export function buildReview(sources: readonly PlanWithSource[], options: BuildOptions): Review {
  const stacks = sources.map(({ plan }) => stackChanges(plan, options.lock));
  const plans = sources.map(({ plan }) => plan);
  const allRisks = stacks
    .flatMap((stack) => [...risksOf(stack, options)])
    .sort((a, b) => rank(b.severity) - rank(a.severity));
  const risks = allRisks.filter((risk) => !isAccepted(risk));
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
    accepted: allRisks.filter(isAccepted),
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

function* risksOf(stack: StackChanges, { rules, config, limits, today }: BuildOptions): Generator<Risk> {
  for (const { id, severity: defaultSeverity, why, todo, check } of rules) {
    const severity = config.severities?.[id] ?? defaultSeverity;
    if (severity === "off") continue;
    for (const { change, what } of findings(id, check, stack, limits)) {
      const acceptance = config.accept?.find((each) => each.risk === id && appliesTo(each, stack.plan, change));
      yield {
        id,
        severity,
        stack: stack.plan.stack,
        where: change && placeOf(change),
        what,
        why,
        todo,
        acceptance: acceptance && {
          reason: acceptance.reason,
          expires: acceptance.expires,
          isExpired: acceptance.expires < today,
        },
      };
    }
  }
}

function isAccepted({ acceptance }: Risk): boolean {
  return acceptance !== undefined && !acceptance.isExpired;
}

/** Calls a rule. A custom rule may throw, or return text instead of markup. */
function findings(id: string, check: ReviewRule["check"], stack: StackChanges, limits: ReviewLimits): Finding[] {
  try {
    return Array.from(check(stack, limits), ({ change, what }) => ({ change, what: toMarkup(what) }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the rule failed: ${displayPath(reason)}. Fix the rule, or set its severity to off.`;
    throw new ValidationError("review", [{ code: "rule-failed", path: id, message }]);
  }
}

function appliesTo({ where }: Acceptance, { stack }: Plan, change: ResourceChange | undefined): boolean {
  return where === undefined || where === stack || where === change?.path || where === change?.address;
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
  const { address, type, action, actions, previousAddress, importId, attributes } = change;
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
    attributes,
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
