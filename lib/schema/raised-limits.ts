import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { z } from "zod";
import { throwIfAny, type ValidationIssue } from "../base/errors";
import { fieldsOf, isObject } from "../base/objects";
import type { Problem } from "../base/problem";
import { kind, showName } from "../base/show";
import {
  LIMIT_NAMES,
  isKnownRegion,
  isRegionName,
  knownLimit,
  type BoundName,
  type LimitName,
} from "../facts/limit-names";
import { boundsOf } from "../facts/limits";
import { addInfo, addWarning, hasAnnotation } from "../terraform/warnings";
import { TOKEN_PROBLEM, listOf, literal, oneOfNames, text } from "./fields";
import { describeLimit } from "./limit-text";

/** A limit of Scaleway that differs from the limit in this release. */
export interface RaisedLimit {
  /** The name of the limit as errors display it, for example `container.maxScale` or `region`. */
  readonly limit: LimitName;
  /** A new maximum, or a new minimum if it is below the known minimum. For `region`, a region that Scaleway has added. */
  readonly to: number | string;
  /** The source of the new limit. Warnings display it. At most 500 characters. */
  readonly reason: string;
}

const REASON = { minLength: 1, maxLength: 500, source: { title: "this library", date: "2026-11" } };

function notALimit(to: unknown): string {
  return `${to === undefined ? "is missing" : `is not a limit, got ${showName(to)}`}. Use a whole number, or a region as text.`;
}

/** @internal The schema of a raised limit, for constructs and for YAML files. */
export const raisedLimitSchema: z.ZodType<RaisedLimit, RaisedLimit> = z
  .strictObject(
    {
      limit: oneOfNames(LIMIT_NAMES, "the name of a limit", "Use a name that an error displays.").describe(
        "The name of the limit, which the error displays.",
      ),
      to: z
        .union([z.int(), z.string()], { error: ({ input }) => notALimit(input) })
        .describe("The new maximum or minimum. For region, the name of the region."),
      reason: text(REASON).describe("The source of the new limit. Warnings display it."),
    },
    { error: ({ code, input }) => (code === "invalid_type" ? notAnEntry(input) : undefined) },
  )
  .superRefine(
    (entry, context) => {
      const { message, code } = TOKEN_PROBLEM;
      for (const [field, value] of Object.entries(entry)) {
        const params = { code, acceptsTokens: false };
        if (Token.isUnresolved(value)) context.addIssue({ code: "custom", path: [field], message, params });
      }
    },
    { when: ({ value }) => isObject(value) },
  )
  .superRefine((entry, context) => {
    const problem = mismatch(entry);
    if (problem === undefined) return;
    context.addIssue({ code: "custom", path: ["to"], message: problem.message, params: { code: problem.code } });
  });

function notAnEntry(input: unknown): string {
  return `is not a raised limit, got ${kind(input)}. Set limit, to and reason.`;
}

/** The problem of a value that is not for its limit. */
function mismatch({ limit, to }: RaisedLimit): Problem | undefined {
  const isRegion = typeof to === "string" && isRegionName(to);
  if (limit === "region") {
    const message = `is not the name of a region, got ${showName(to)}. Use a name such as fr-par.`;
    return isRegion ? undefined : { code: "invalid-format", message };
  }
  const message = `is not a value for ${limit}, got ${showName(to)}. Use a whole number of at least 0.`;
  return typeof to === "number" && to >= 0 ? undefined : { code: "wrong-type", message };
}

/** @internal The raised limits of a construct. */
export const raisedLimitsField = () => literal(listOf(raisedLimitSchema, "raised limits"));

const raisedLimits = new WeakMap<IConstruct, RaisedLimit[]>();

/** Adds a raised limit to a construct and everything below it. */
export function addRaisedLimit(scope: IConstruct, raised: RaisedLimit): void {
  raisedLimits.set(scope, [...(raisedLimits.get(scope) ?? []), raised]);
  const { limit, to } = raised;
  const isNew = limit === "region" ? !isKnownRegion(String(to)) : isBeyond(limit, Number(to));
  if (isNew) return;
  const message = `The limit ${limit} is raised to ${to}, which this release already accepts. Remove the raised limit.`;
  addInfo(scope, "limit-not-raised", message);
}

/** Adds the raised limits in the props of a construct. The schema of the props reports those that are not valid. */
export function raiseOwnLimits(construct: IConstruct, props: unknown): void {
  const own = fieldsOf(props)["raisedLimits"];
  for (const entry of Array.isArray(own) ? own : []) {
    const { data } = raisedLimitSchema.safeParse(entry);
    if (data !== undefined) addRaisedLimit(construct, data);
  }
}

/** An issue that a raised limit accepts. */
export interface AcceptedIssue {
  readonly issue: ValidationIssue;
  readonly raised: RaisedLimit;
}

/** Separates the issues that a raised limit accepts from the others. */
export function applyRaisedLimits(
  issues: readonly ValidationIssue[],
  limits: readonly RaisedLimit[],
): { rejected: ValidationIssue[]; accepted: AcceptedIssue[] } {
  const results = issues.map((issue) => ({ issue, raised: limits.find((each) => accepts(each, issue)) }));
  return {
    rejected: results.flatMap(({ issue, raised }) => (raised === undefined ? [issue] : [])),
    accepted: results.flatMap(({ issue, raised }) => (raised === undefined ? [] : [{ issue, raised }])),
  };
}

function accepts({ limit, to }: RaisedLimit, { exceeded }: ValidationIssue): boolean {
  if (exceeded?.limit !== limit) return false;
  const { actual } = exceeded;
  if (limit === "region" || typeof actual === "string" || typeof to === "string") return actual === to;
  return actual > boundsOf(knownLimit(limit)).max ? actual <= to : actual >= to;
}

function isBeyond(limit: BoundName, value: number): boolean {
  const { min, max } = boundsOf(knownLimit(limit));
  return value < min || value > max;
}

/**
 * Throws if there are issues that no raised limit accepts. Adds warnings about the others.
 * @throws ValidationError
 */
export function throwUnlessRaised(scope: IConstruct, issues: readonly ValidationIssue[]): void {
  throwIfAny(scope.node.path, withoutRaised(scope, issues));
}

/** The issues that no raised limit accepts. Adds warnings about the others. */
export function withoutRaised(scope: IConstruct, issues: readonly ValidationIssue[]): ValidationIssue[] {
  const limits = scope.node.scopes.flatMap((each) => raisedLimits.get(each) ?? []);
  const { rejected, accepted } = applyRaisedLimits(issues, limits);
  for (const each of accepted) warnAboutRaised(scope, each);
  return rejected;
}

/** Adds a warning about a value that only a raised limit accepts, unless a scope has it: the value may be passed down. */
export function warnAboutRaised(scope: IConstruct, { issue, raised }: AcceptedIssue): void {
  const message = describeRaised(issue, raised);
  if (scope.node.scopes.some((each) => hasAnnotation(each, "raised-limit", message))) return;
  addWarning(scope, "raised-limit", message, issue.path.split("."));
}

function describeRaised({ exceeded }: ValidationIssue, { limit, to, reason }: RaisedLimit): string {
  const value = exceeded?.actual;
  const sentence = reason.replace(/\.$/, "");
  if (limit === "region") return `This release does not know the region ${value}. It is accepted: ${sentence}.`;
  const known = describeLimit(knownLimit(limit));
  return `The value ${value} exceeds the limit ${limit} of this release (${known}), which is raised to ${to}: ${sentence}.`;
}
