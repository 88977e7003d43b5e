import type { Difference, Findings } from "./findings";

/** A difference that is right: this project knows more than the SDK. */
export interface KnownDifference {
  readonly what: string;
  /** The published value. With another one, the difference is reported again. */
  readonly published: string;
  readonly reason: string;
  /** The day on which somebody checked it. */
  readonly date: string;
}

const TWO_CHARACTERS = "The pattern of the rule requires two characters.";
const REGION_IN_CHANGELOG = "Scaleway's changelog of 2026-08-31 announces the region, which the SDK does not know yet.";

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    what: "container.maxScale max",
    published: "50",
    reason: "Scaleway's changelog of 2026-09-23 announces 200.",
    date: "2026-11-29",
  },
  { what: "container.port min", published: "none", reason: "Port 0 is not a port.", date: "2026-11-29" },
  { what: "probe.path pattern", published: "none", reason: "The path of a URL starts with /.", date: "2026-11-29" },
  { what: "namespace.name min", published: "1", reason: TWO_CHARACTERS, date: "2026-11-29" },
  { what: "trigger.name min", published: "1", reason: TWO_CHARACTERS, date: "2026-11-29" },
  {
    what: "REGIONS it-mil in @scaleway/sdk-container",
    published: "none",
    reason: REGION_IN_CHANGELOG,
    date: "2026-11-29",
  },
  {
    what: "REGIONS it-mil in @scaleway/sdk-registry",
    published: "none",
    reason: REGION_IN_CHANGELOG,
    date: "2026-11-29",
  },
];

/**
 * The findings without the known differences. A known difference that no longer exists is a difference, if it was compared or nothing is
 * unreadable.
 */
export function withoutKnown(findings: Findings, known: readonly KnownDifference[]): Findings {
  const isSame = (entry: KnownDifference, { what, published }: Difference) =>
    entry.what === what && entry.published === published;
  const stale = known.filter(
    (entry) =>
      (findings.unreadable.length === 0 || findings.compared.includes(entry.what)) &&
      !findings.differences.some((difference) => isSame(entry, difference)),
  );
  return {
    ...findings,
    differences: [
      ...findings.differences.filter((difference) => !known.some((entry) => isSame(entry, difference))),
      ...stale.map(({ what, published, date }) => ({
        what: `known difference: ${what}`,
        ours: published,
        published: "another value",
        source: `scripts/facts/known-differences.ts, ${date}`,
        fix: "Remove or correct the entry.",
      })),
    ],
  };
}
