import { fieldsOf } from "../../base/objects";
import type { Review } from "../analysis/review";
import type { SizeBudget } from "./size-budget";

/** A report for programs. Its schema is docs/review.schema.json. */
export function jsonReport(review: Review, budget: SizeBudget): string {
  const { rows, changes, hasUnchanged, hasExtras, hasGraph, valueLength } = budget;
  const extras = hasExtras ? Infinity : 0;
  const lists = {
    containers: review.containers.slice(0, rows),
    risks: review.risks.slice(0, rows),
    accepted: review.accepted.slice(0, rows),
    silenced: review.silenced.slice(0, rows),
    configChanges: review.configChanges.slice(0, rows),
    changes: review.changes.slice(0, changes),
    unchanged: review.unchanged.slice(0, hasUnchanged ? Infinity : 0),
    drift: review.drift.slice(0, extras),
    outputs: review.outputs.slice(0, extras),
    checks: review.checks.slice(0, extras),
    apply: review.apply.slice(0, rows),
  };
  const all = fieldsOf(review);
  const omitted = Object.entries(lists).flatMap(([name, list]) => {
    const complete = all[name];
    const count = Array.isArray(complete) ? complete.length - list.length : 0;
    return count > 0 ? [[name, count] as const] : [];
  });
  const report: Review = {
    ...review,
    ...lists,
    graph: hasGraph ? review.graph : { nodes: [], edges: [] },
    omitted: omitted.length > 0 ? Object.fromEntries(omitted) : undefined,
  };
  const shorten = (_: string, value: unknown) =>
    typeof value === "string" && value.length > valueLength ? `${value.slice(0, valueLength)}…` : value;
  return `${JSON.stringify(report, shorten, 2)}\n`;
}
