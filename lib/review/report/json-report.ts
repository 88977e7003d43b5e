import type { Review } from "../analysis/review";
import type { Room } from "./size-budget";

/** A report for machines: docs/review.schema.json is its schema. */
export function jsonReport(
  review: Review,
  { rows, folds, hasUnchanged, hasExtras, hasGraph, valueLength }: Room,
): string {
  const some = <T>(items: readonly T[], most: number) => items.slice(0, most);
  const { containers, risks, accepted, changes, unchanged, drift, outputs, checks, graph, apply } = review;
  const shown = {
    containers: some(containers, rows),
    risks: some(risks, rows),
    accepted: some(accepted, rows),
    graph: hasGraph ? graph : { nodes: [], edges: [] },
    changes: some(changes, folds),
    unchanged: hasUnchanged ? unchanged : [],
    drift: hasExtras ? drift : [],
    outputs: hasExtras ? outputs : [],
    checks: hasExtras ? checks : [],
    apply: some(apply, rows),
  };
  const lists = { containers, risks, accepted, changes, unchanged, drift, outputs, checks, apply };
  const omitted = Object.fromEntries(
    Object.entries(lists)
      .map(([name, all]) => [name, all.length - shown[name as keyof typeof lists].length] as const)
      .filter(([, count]) => count > 0),
  );
  const isShort = (text: unknown) => typeof text === "string" && text.length > valueLength;
  const report = { ...review, ...shown, ...(Object.keys(omitted).length > 0 && { omitted }) };
  return `${JSON.stringify(report, (_, value: unknown) => (isShort(value) ? `${String(value).slice(0, valueLength)}…` : value), 2)}\n`;
}
