import { join, strong, text, words, type Phrase } from "./markup";
import type { Review } from "./review";

/** As many containers are told of one by one. */
const MOST_TOLD = 2;

/** What changes and how risky it is, in one line. */
export function verdict(review: Omit<Review, "verdict">): Phrase {
  const { severity, stacks, containers, risks, unchanged, drift, outputs } = review;
  const within = stacks.length === 1 ? "" : ` in ${stacks.length} stacks`;
  if (isEmpty(review)) {
    return text`${strong("No changes:")} ${words(`${counted(unchanged.length, "resource")}${within} up to date.`)}`;
  }
  const head = strong(`${riskWords(severity)}:`);
  const changed = containers.filter(({ action }) => action !== "no-op");
  const told = changed.length > MOST_TOLD ? [] : changed.map(({ name, summary }) => text`${name} ${summary}`);
  const [worst] = risks;
  const isSaid = worst !== undefined && ["high", "critical"].includes(worst.severity) && worst.id !== "url-changes";
  const parts = [
    ...(told.length > 0 ? [join(told, "; ")] : []),
    ...(isSaid && worst.id !== "container-destroyed" ? [worst.what] : []),
    words(countsOf(review, within)),
    ...(drift.length > 0 ? [words(`${counted(drift.length, "resource")} changed outside of Terraform`)] : []),
    ...(outputs.length > 0 && changed.length === 0 ? [words(`${counted(outputs.length, "output")} changed`)] : []),
  ].filter((part) => !part.isEmpty);
  return text`${head} ${join(parts, "; ")}.`;
}

/** Whether nothing happens, and nothing is to be said. */
export function isEmpty({ changes, risks, accepted, drift, outputs }: Omit<Review, "verdict">): boolean {
  return [changes, risks, accepted, drift, outputs].every(({ length }) => length === 0);
}

function countsOf({ stacks, changes }: Omit<Review, "verdict">, within: string): string {
  const sum = (action: Exclude<keyof (typeof stacks)[number]["changes"], "unchanged">) =>
    stacks.reduce((total, stack) => total + stack.changes[action], 0);
  const only = (is: (change: (typeof changes)[number]) => boolean) =>
    changes.filter((change) => change.action === "no-op" && is(change)).length;
  const counts: readonly (readonly [number, string])[] = [
    [sum("create"), "to create"],
    [sum("update"), "to update"],
    [sum("replace"), "to replace"],
    [sum("delete"), "to destroy"],
    [sum("forget"), "to forget"],
    [only(({ importId }) => importId !== undefined), "to import"],
    [only(({ importId, previousAddress }) => importId === undefined && previousAddress !== undefined), "to move"],
    [sum("other"), "with an action that is not known"],
  ];
  const told = counts.filter(([count]) => count > 0).map(([count, doing]) => `${count} ${doing}`);
  return told.length === 0 ? `no resource changes${within}` : `${told.join(", ")}${within}`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** How bad the worst risk is. */
export function riskWords(severity: Review["severity"]): string {
  return severity === "none" ? "No known risk" : `${severity.charAt(0).toUpperCase()}${severity.slice(1)} risk`;
}
