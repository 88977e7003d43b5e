import { displayPath } from "../../base/secret-text";
import { ValidationError } from "../../base/errors";
import type { ResourceChange } from "../plan/plan";
import type { StackChanges } from "./containers";
import { toMarkup } from "./markup";
import { placeOf } from "./naming";
import type { Risk } from "./review";
import type { Acceptance, ReviewConfig } from "./review-config";
import type { Finding, ReviewLimits, ReviewRule } from "./rule";
import { rank, type Severity } from "./severity";

export interface RiskOptions {
  readonly rules: readonly ReviewRule[];
  readonly config: ReviewConfig;
  readonly limits: ReviewLimits;
  /** The current day, for example 2027-01-31. */
  readonly today: string;
}

interface Risks {
  /** The risks that count. */
  readonly risks: readonly Risk[];
  readonly accepted: readonly Risk[];
  /** The findings of rules that are off. */
  readonly silenced: readonly Risk[];
}

/** Every finding of every rule, the highest severity first. */
export function risksOf(stacks: readonly StackChanges[], options: RiskOptions): Risks {
  const all = stacks.flatMap((stack) => [...activeRisks(stack, options)]).sort(bySeverity);
  return {
    risks: all.filter((risk) => !isAccepted(risk)),
    accepted: all.filter(isAccepted),
    silenced: stacks.flatMap((stack) => [...silencedRisks(stack, options)]).sort(bySeverity),
  };
}

function bySeverity(a: Risk, b: Risk): number {
  return rank(b.severity) - rank(a.severity);
}

function* activeRisks(stack: StackChanges, { rules, config, limits, today }: RiskOptions): Generator<Risk> {
  for (const rule of rules) {
    const { id, severity: ownSeverity } = rule;
    const severity = severityIn(config, id) ?? ownSeverity;
    if (severity === "off") continue;
    const loweredFrom = rank(severity) < rank(ownSeverity) ? ownSeverity : undefined;
    for (const finding of findings(rule, stack, limits)) {
      const acceptances = config.accept?.filter((each) => each.risk === id && appliesTo(each, stack, finding.change));
      // A renewed acceptance may be listed after the expired one.
      const acceptance = acceptances?.find(({ expires }) => expires >= today) ?? acceptances?.[0];
      yield {
        ...riskOf(rule, stack, finding),
        severity,
        loweredFrom,
        acceptance: acceptance && {
          reason: acceptance.reason,
          expires: acceptance.expires,
          isExpired: acceptance.expires < today,
        },
      };
    }
  }
}

/** A rule that is off because it throws has no findings. */
function* silencedRisks(stack: StackChanges, { rules, config, limits }: RiskOptions): Generator<Risk> {
  for (const rule of rules) {
    if (severityIn(config, rule.id) !== "off") continue;
    try {
      for (const finding of findings(rule, stack, limits)) yield riskOf(rule, stack, finding);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
    }
  }
}

/** A rule may have the name of a field that every object inherits, such as `constructor`. */
function severityIn({ severities = {} }: ReviewConfig, id: string): Severity | "off" | undefined {
  return Object.hasOwn(severities, id) ? severities[id] : undefined;
}

function riskOf({ id, severity, why, todo }: ReviewRule, { plan }: StackChanges, { change, what }: Finding): Risk {
  return { id, severity, stack: plan.stack, where: change && placeOf(change), what, why, todo };
}

function isAccepted({ acceptance }: Risk): boolean {
  return acceptance !== undefined && !acceptance.isExpired;
}

/** Calls a rule. A custom rule may throw, or return text instead of markup. */
function findings({ id, check }: ReviewRule, stack: StackChanges, limits: ReviewLimits): Finding[] {
  try {
    return Array.from(check(stack, limits), ({ change, what }) => ({ change, what: toMarkup(what) }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the rule failed: ${displayPath(reason)}. Fix the rule, or set its severity to off.`;
    throw new ValidationError("review", [{ code: "rule-failed", path: id, message }]);
  }
}

function appliesTo({ where }: Acceptance, { plan }: StackChanges, change: ResourceChange | undefined): boolean {
  if (where === undefined || where === plan.stack) return true;
  // Several stacks may have the same address.
  return change !== undefined && [change.path, change.address, `${plan.stack}/${change.address}`].includes(where);
}
