import { groupBy } from "../../base/group-by";
import { count } from "../../base/text";
import { labelsOf } from "./labels";
import { joined, markup, plain, strong, type Markup } from "./markup";
import type { ContainerRow, Review, Risk } from "./review";
import { isAtLeast, rank } from "./severity";
import { silencedNotes } from "./silenced";
import { unseenOf } from "./unseen";

/** The consequences in the first line. The others are counted. */
const MAX_CONSEQUENCES = 3;
/** Risks that the summary of the container already contains. */
const IN_SUMMARY = [
  "url-changes",
  "container-destroyed",
  "becomes-public",
  "becomes-private",
  "image-source-changes",
  "digest-dropped",
  "repairs-deployment",
  "secret-rotated",
  "forgotten",
];
const NO_RISK = -1;
const HIDDEN = -0.5;

type ReviewWithoutVerdict = Omit<Review, "verdict">;

interface Consequence {
  readonly rank: number;
  readonly text: Markup;
  readonly noun: "container" | "kind of risk";
}

/** The changes and their risk in one line, the gravest first. */
export function verdict(review: ReviewWithoutVerdict): Markup {
  const { severity, stacks, unchanged, drift, outputs } = review;
  const unseen = unseenOf(review.scope);
  const scope = stacks.length === 1 ? "" : ` in ${stacks.length} stacks`;
  if (isEmpty(review)) {
    const upToDate = plain(`${count(unchanged.length, "resource")}${scope} up to date`);
    return markup`${strong("No changes:")} ${joined([upToDate, ...unseen], "; ")}.`;
  }
  const all = [...containerConsequences(review), ...riskConsequences(review)].sort(byRank);
  const consequences = [...groupBy(all, ({ text }) => String(text)).values()].map(([first]) => first);
  const displayed = consequences.slice(0, MAX_CONSEQUENCES);
  const notes = silencedNotes(review).map(({ severity: hidden, text }) => ({ rank: rank(hidden), text }));
  const parts = [...displayed, ...notes].sort(byRank).map(({ text }) => text);
  parts.push(...hiddenCounts(consequences.slice(MAX_CONSEQUENCES)), plain(countsOf(review, scope)));
  if (drift.length > 0) parts.push(plain(`${count(drift.length, "resource")} changed outside of Terraform`));
  const hasContainers = consequences.some(({ noun }) => noun === "container");
  if (outputs.length > 0 && !hasContainers) parts.push(plain(`${count(outputs.length, "output")} changed`));
  return markup`${strong(`${riskLabel(severity)}:`)} ${joined([...parts, ...unseen], "; ")}.`;
}

function containerConsequences({ containers, risks, accepted, silenced }: ReviewWithoutVerdict): Consequence[] {
  const ranks = new Map<string, number>();
  const raise = (risk: Risk, difference: number) => {
    // A graver risk that the summary does not contain comes before it.
    const weight = IN_SUMMARY.includes(risk.id) ? rank(risk.severity) : Math.min(rank(risk.severity), rank("medium"));
    ranks.set(placeKey(risk), Math.max(ranks.get(placeKey(risk)) ?? NO_RISK, weight + difference));
  };
  for (const risk of risks) raise(risk, 0);
  // The consequence of a hidden risk is as grave, and comes after the words that it is hidden.
  for (const risk of [...accepted, ...silenced]) raise(risk, HIDDEN);
  const labelOf = labelsOf(containers);
  return containers.filter(isAffected).map((row) => ({
    rank: ranks.get(placeKey(row)) ?? NO_RISK,
    text: markup`${labelOf(row)} ${row.summary}`,
    noun: "container",
  }));
}

/** Whether the container changes or restarts, and not only its triggers or domains. */
function isAffected({ action, isRestarted }: ContainerRow): boolean {
  return action !== "no-op" || isRestarted;
}

/** The high risks, or those that decide the color of the first line. */
function riskConsequences({ risks, containers, severity, stacks }: ReviewWithoutVerdict): Consequence[] {
  const rows = new Map(containers.map((row) => [placeKey(row), row]));
  const labelOf = labelsOf(containers);
  const isInSummary = (risk: Risk) => {
    const row = rows.get(placeKey(risk));
    return IN_SUMMARY.includes(risk.id) && row !== undefined && isAffected(row);
  };
  const subject = (risk: Risk) => {
    const row = rows.get(placeKey(risk));
    if (row === undefined) return risk.where === undefined && stacks.length > 1 ? markup`${risk.stack}` : plain("");
    return String(labelOf(row)) === row.name ? plain("") : labelOf(row);
  };
  const decisive = risks
    .filter((risk) => isAtLeast(risk.severity, "high") || risk.severity === severity)
    .filter((risk) => !isInSummary(risk));
  return [...groupBy(decisive, kindOf).values()].map((group) => {
    const [risk] = group;
    const text = subject(risk).isEmpty ? risk.what : markup`${subject(risk)}: ${risk.what}`;
    const others = new Set(group.map(({ what }) => String(what))).size - 1;
    const suffix = others === 0 ? "" : ` (and ${others} more)`;
    return { rank: rank(risk.severity), text: markup`${text}${plain(suffix)}`, noun: "kind of risk" };
  });
}

/** A rule finds one kind of risk in many resources. Each risk of a whole plan is a kind. */
function kindOf({ id, severity, where, what }: Risk): string {
  return JSON.stringify([id, severity, where === undefined ? String(what) : ""]);
}

function placeKey({ stack, where = "" }: Pick<Risk, "stack" | "where">): string {
  return JSON.stringify([stack, where]);
}

function byRank(a: { readonly rank: number }, b: { readonly rank: number }): number {
  return b.rank - a.rank;
}

function hiddenCounts(hidden: readonly Consequence[]): Markup[] {
  const containers = hidden.filter(({ noun }) => noun === "container").length;
  const risks = hidden.length - containers;
  return [
    ...(containers === 0 ? [] : [plain(count(containers, "more container"))]),
    ...(risks === 0 ? [] : [plain(`${count(risks, "more kind")} of risk`)]),
  ];
}

/** Whether nothing changes and there is nothing to report. */
export function isEmpty({
  changes,
  risks,
  accepted,
  silenced,
  configChanges,
  drift,
  outputs,
}: ReviewWithoutVerdict): boolean {
  return [changes, risks, accepted, silenced, configChanges, drift, outputs].every(({ length }) => length === 0);
}

function countsOf({ stacks, changes }: ReviewWithoutVerdict, scope: string): string {
  const sum = (action: keyof Review["stacks"][number]["changes"]) =>
    stacks.reduce((total, stack) => total + stack.changes[action], 0);
  const unchanged = changes.filter(({ action }) => action === "no-op");
  const imported = unchanged.filter(({ importId }) => importId !== undefined);
  const withoutEffect = changes.filter(({ stays, attributes }) => stays.length > 0 && attributes.length === 0);
  const counts: readonly (readonly [number, string])[] = [
    [sum("create"), "to create"],
    [sum("update") - withoutEffect.length, "to update"],
    [sum("replace"), "to replace"],
    [sum("delete"), "to destroy"],
    [sum("forget"), "to forget"],
    [imported.length, "to import"],
    [unchanged.length - imported.length, "to move"],
    [sum("other"), "with an unknown action"],
    [withoutEffect.length, "with an update that changes nothing"],
  ];
  const nonZero = counts.filter(([number]) => number > 0).map(([number, label]) => `${number} ${label}`);
  return nonZero.length === 0 ? `no resource changes${scope}` : `${nonZero.join(", ")}${scope}`;
}

/** The severity in words, for a heading. */
export function riskLabel(severity: Review["severity"]): string {
  return severity === "none" ? "No known risk" : `${severity.charAt(0).toUpperCase()}${severity.slice(1)} risk`;
}
