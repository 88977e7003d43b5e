import { boundsOf, type NumberLimit, type TextLimit } from "../../lib/facts/limits";
import { knownLimit } from "../../lib/facts/limit-names";
import type { Difference, Findings } from "./findings";
import type { PublishedApi, PublishedLimit } from "./rule-of-limit";
import type { Rule, Rules } from "./rules";
import { showLiteral } from "./syntax";

/** The bounds and the format of a limit or of a rule. Without a value there is no restriction. */
interface Restrictions {
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly pattern: RegExp | undefined;
}
type Aspect = keyof Restrictions;
const ASPECTS: readonly Aspect[] = ["min", "max", "pattern"];

const CONSTRAINTS = [
  "greaterThan",
  "greaterThanOrEqual",
  "ignoreEmpty",
  "lessThan",
  "lessThanOrEqual",
  "maxLength",
  "minLength",
  "pattern",
  "prefix",
];

/** The largest number that the provider can send. `lib/facts/limits.ts` uses it for fields without a limit. */
const NO_MAXIMUM = 2_147_483_647;

/**
 * Compares the limits with the rules of an API. A rule that no longer exists is a difference, and so is a new rule. Of an API that is
 * partial, bounds without a rule are not compared.
 */
export function compareLimits(api: PublishedApi, rules: Rules, title: string): Findings {
  const compared: string[] = [];
  const differences: Difference[] = [];
  for (const published of api.limits) {
    const { limit, request, field, scale = 1 } = published;
    const source = `${title} ${request}.${field}`;
    const rule = rules.get(request)?.get(field);
    if (rule !== undefined) differences.push(...unknownConstraints(rule, published, source));
    const ours = restrictionsOf(knownLimit(limit));
    const theirs = publishedRestrictions(rule ?? {}, scale);
    for (const aspect of ASPECTS) {
      if (theirs[aspect] === undefined && (api.isPartial === true || ours[aspect] === undefined)) continue;
      compared.push(`${limit} ${aspect}`);
      if (isSame(ours[aspect], theirs[aspect])) continue;
      differences.push({
        what: `${limit} ${aspect}`,
        ours: showLiteral(ours[aspect]),
        published: showLiteral(theirs[aspect]),
        source,
        fix: "Change the limit in lib/facts/limits.ts, with source and date.",
      });
    }
  }
  return { compared, differences: [...differences, ...newRules(api, rules, title)], unreadable: [] };
}

function restrictionsOf(limit: NumberLimit | TextLimit): Restrictions {
  const { min, max } = boundsOf(limit);
  return {
    min: min === 0 ? undefined : min,
    max: max === NO_MAXIMUM ? undefined : max,
    pattern: "pattern" in limit ? limit.pattern : undefined,
  };
}

function publishedRestrictions(rule: Rule, scale: number): Restrictions {
  const number = (name: string, offset = 0) => {
    const value = rule[name];
    return typeof value === "number" ? (value + offset) / scale : undefined;
  };
  const min = number("minLength") ?? number("greaterThanOrEqual") ?? number("greaterThan", 1);
  const { pattern, prefix } = rule;
  return {
    min: min === 0 ? undefined : min,
    max: number("maxLength") ?? number("lessThanOrEqual") ?? number("lessThan", -1),
    pattern: pattern instanceof RegExp ? pattern : typeof prefix === "string" ? startsWith(prefix) : undefined,
  };
}

function startsWith(prefix: string): RegExp {
  return new RegExp(`^${prefix.replaceAll(/[/\\^$.*+?()[\]{}|]/g, "\\$&")}`);
}

// Every printable character of ASCII, some others, alone and beside each other.
const CHARACTERS = [...Array.from({ length: 95 }, (_, code) => String.fromCharCode(code + 32)), "\t", "\n", "é"];
const SAMPLES = CHARACTERS.flatMap((one) => [one, ...CHARACTERS.map((two) => one + two), `a${one}a`, `a${one}${one}a`]);

/** Whether two values are equal. Two patterns are equal if they accept the same samples, in whatever way they are written. */
function isSame(ours: number | RegExp | undefined, theirs: number | RegExp | undefined): boolean {
  if (!(ours instanceof RegExp) || !(theirs instanceof RegExp)) return ours === theirs;
  return ours.source === theirs.source || SAMPLES.every((sample) => ours.test(sample) === theirs.test(sample));
}

function unknownConstraints(rule: Rule, { limit }: PublishedLimit, source: string): Difference[] {
  return Object.keys(rule)
    .filter((name) => !CONSTRAINTS.includes(name))
    .map((name) => ({
      what: `${limit} ${name}`,
      ours: "none",
      published: showLiteral(rule[name]),
      source,
      fix: "Add the kind of constraint to scripts/facts/compare-limits.ts.",
    }));
}

/** Rules of the compared requests that neither a limit nor `unused` mentions. */
function newRules({ limits, unused }: PublishedApi, rules: Rules, title: string): Difference[] {
  const known = new Set([...unused, ...limits.map(({ request, field }) => `${request}.${field}`)]);
  return [...new Set(limits.map(({ request }) => request))]
    .flatMap((request) =>
      [...(rules.get(request) ?? [])].map(([field, rule]) => [`${request}.${field}`, rule] as const),
    )
    .filter(([name, rule]) => !known.has(name) && Object.keys(rule).length > 0)
    .map(([name, rule]) => ({
      what: name,
      ours: "none",
      published: Object.entries(rule)
        .map(([constraint, value]) => `${constraint} ${showLiteral(value)}`)
        .join(", "),
      source: title,
      fix: "Add a limit to lib/facts/limits.ts and its rule to scripts/facts/rule-of-limit.ts, or add the rule to `unused` there.",
    }));
}
