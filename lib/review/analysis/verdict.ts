import { count } from "../../base/text";
import { codeList, joined, markup, plain, strong, type Markup } from "./markup";
import type { Review, ReviewScope } from "./review";
import { isAtLeast } from "./severity";

/** With more changed containers, the verdict has only the counts. */
const MAX_CONTAINERS = 2;
/** With more stacks without a plan, the verdict has their number. */
const MAX_STACKS = 3;
/** Risks that the summary of the container already contains. */
const IN_SUMMARY = ["url-changes", "container-destroyed"];

type ReviewWithoutVerdict = Omit<Review, "verdict">;

/** The changes and their risk in one line. */
export function verdict(review: ReviewWithoutVerdict): Markup {
  const { severity, stacks, containers, risks, unchanged, drift, outputs } = review;
  const unseen = unseenOf(review.scope);
  const scope = stacks.length === 1 ? "" : ` in ${stacks.length} stacks`;
  if (isEmpty(review)) {
    const upToDate = plain(`${count(unchanged.length, "resource")}${scope} up to date`);
    return markup`${strong("No changes:")} ${joined([upToDate, ...unseen], "; ")}.`;
  }
  const changed = containers.filter(({ action }) => action !== "no-op");
  const parts: Markup[] = [];
  if (changed.length > 0 && changed.length <= MAX_CONTAINERS) {
    parts.push(
      joined(
        changed.map(({ name, summary }) => markup`${name} ${summary}`),
        "; ",
      ),
    );
  }
  const [worst] = risks;
  if (worst !== undefined && isAtLeast(worst.severity, "high") && !IN_SUMMARY.includes(worst.id)) {
    parts.push(worst.what);
  }
  parts.push(plain(countsOf(review, scope)));
  if (drift.length > 0) parts.push(plain(`${count(drift.length, "resource")} changed outside of Terraform`));
  if (outputs.length > 0 && changed.length === 0) parts.push(plain(`${count(outputs.length, "output")} changed`));
  return markup`${strong(`${riskLabel(severity)}:`)} ${joined(
    [...parts, ...unseen].filter((part) => !part.isEmpty),
    "; ",
  )}.`;
}

/** What the review did not look at. */
function unseenOf({ notPlanned = [], ignoredStates = [], notSearched = [] }: ReviewScope = {}): Markup[] {
  return [
    ...(notPlanned.length > 0 ? [markup`no plan of ${stackList(notPlanned)}`] : []),
    ...(ignoredStates.length > 0 ? [plain(`${count(ignoredStates.length, "state")} ignored`)] : []),
    ...(notSearched.length > 0 ? [markup`not searched for removed stacks: ${codeList(notSearched)}`] : []),
  ];
}

function stackList(names: readonly string[]): Markup {
  return names.length > MAX_STACKS ? plain(`${names.length} stacks`) : codeList(names);
}

/** Whether nothing changes and there is nothing to report. */
export function isEmpty({ changes, risks, accepted, drift, outputs }: ReviewWithoutVerdict): boolean {
  return [changes, risks, accepted, drift, outputs].every(({ length }) => length === 0);
}

function countsOf({ stacks, changes }: ReviewWithoutVerdict, scope: string): string {
  const sum = (action: keyof Review["stacks"][number]["changes"]) =>
    stacks.reduce((total, stack) => total + stack.changes[action], 0);
  const unchanged = changes.filter(({ action }) => action === "no-op");
  const imported = unchanged.filter(({ importId }) => importId !== undefined);
  const counts: readonly (readonly [number, string])[] = [
    [sum("create"), "to create"],
    [sum("update"), "to update"],
    [sum("replace"), "to replace"],
    [sum("delete"), "to destroy"],
    [sum("forget"), "to forget"],
    [imported.length, "to import"],
    [unchanged.length - imported.length, "to move"],
    [sum("other"), "with an unknown action"],
  ];
  const nonZero = counts.filter(([number]) => number > 0).map(([number, label]) => `${number} ${label}`);
  return nonZero.length === 0 ? `no resource changes${scope}` : `${nonZero.join(", ")}${scope}`;
}

/** The severity in words, for a heading. */
export function riskLabel(severity: Review["severity"]): string {
  return severity === "none" ? "No known risk" : `${severity.charAt(0).toUpperCase()}${severity.slice(1)} risk`;
}
