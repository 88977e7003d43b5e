import { groupBy } from "../../base/group-by";
import { count } from "../../base/text";
import { rowLabelsOf } from "../analysis/labels";
import type { Markup } from "../analysis/markup";
import type { ChangeDetail, ContainerRow, Place, Review, Risk } from "../analysis/review";
import { isEmpty, riskLabel } from "../analysis/verdict";
import { KNOWN_AFTER_APPLY } from "../plan/plan";
import { COLUMNS, costSentence } from "./columns";
import { attributeParts, changeSection } from "./markdown-details";
import {
  bulletList,
  codeBlock,
  codeSpan,
  details,
  firstOf,
  htmlCode,
  htmlText,
  shortened,
  tableCell,
  tableRow,
  toMarkdown,
} from "./markdown-text";
import { mermaid } from "./mermaid";
import { outputParts } from "./output-parts";
import type { SizeBudget } from "./size-budget";

const ICONS = { none: "🟢", low: "🟡", medium: "🟠", high: "🔴", critical: "⛔" } as const;
const MAX_TITLE_LENGTH = 100;
const MAX_PROVIDERS = 20;
const MAX_CHECKS = 10;

/** Renders a report for a comment on a pull request. Budgets of the same value length share their rows. */
export function markdown(review: Review): (budget: SizeBudget) => string {
  const firstLine = `${ICONS[review.severity]} ${titleSpan(review.title)}${toMarkdown(review.verdict)} ${marker(review.title)}`;
  const hasStacks = review.stacks.length > 1;
  const labelOf = rowLabelsOf(review.containers);
  const renderers: Renderers = {
    row: cached((row: ContainerRow) => containerCells(row, labelOf(row), hasStacks)),
    finding: cached((risk: Risk, valueLength) => finding(risk, valueLength, review.stacks)),
    change: cached((change: ChangeDetail, valueLength) => changeSection(change, valueLength, hasStacks)),
  };
  return (budget) => {
    if (isEmpty(review)) return `${firstLine}\n`;
    const parts = [
      firstLine,
      ...containerParts(review, budget, renderers),
      ...riskParts("Risks", review.risks, budget, renderers),
      ...riskParts("Accepted risks", review.accepted, budget, renderers),
      ...riskParts("Risks of rules that are off", review.silenced, budget, renderers),
      ...configParts(review, budget),
      ...(budget.hasGraph && review.graph.nodes.length > 0 ? [codeBlock(mermaid(review.graph), "mermaid")] : []),
      ...changeParts(review, budget, renderers),
      ...(budget.hasExtras ? extraParts(review, budget) : []),
      ...applyParts(review, budget),
    ];
    return `${parts.join("\n\n")}\n`;
  };
}

type Renderer<T, Output = string> = (item: T, valueLength: number) => Output;

interface Renderers {
  readonly row: Renderer<ContainerRow, readonly string[]>;
  readonly finding: Renderer<Risk>;
  readonly change: Renderer<ChangeDetail>;
}

function cached<T extends object, Output>(render: Renderer<T, Output>): Renderer<T, Output> {
  const cache = new WeakMap<T, { readonly valueLength: number; readonly output: Output }>();
  return (item, valueLength) => {
    const last = cache.get(item);
    if (last?.valueLength === valueLength) return last.output;
    const output = render(item, valueLength);
    cache.set(item, { valueLength, output });
    return output;
  };
}

/** The report for a size into which no other fits. */
export function markdownLine({ severity, title }: Review): string {
  return `${ICONS[severity]} **${riskLabel(severity)}.** The report exceeds the size limit. ${marker(title)}\n`;
}

function titleSpan(title: string): string {
  return title === "" ? "" : `${codeSpan(shortened(title, MAX_TITLE_LENGTH))} `;
}

/** The hidden text that identifies the comment of a previous run. It does not depend on the version. */
export function marker(title: string): string {
  const name = title
    .slice(0, MAX_TITLE_LENGTH)
    .replaceAll(/[^\w ./-]/g, "_")
    .replaceAll(/-{2,}/g, "-");
  return `<!-- scw-containers review: ${name.replaceAll(/^-|-$/g, "") || "plan"} -->`;
}

function containerParts(
  { containers, cost }: Review,
  { rows, hasUnchanged, valueLength }: SizeBudget,
  { row }: Renderers,
): string[] {
  if (containers.length === 0) return [];
  const displayed = containers.filter(({ isChanged }) => isChanged || hasUnchanged).slice(0, rows);
  const hidden = containers.length - displayed.length;
  const parts: string[] = [];
  if (displayed.length > 0) parts.push(table(displayed.map((each) => row(each, valueLength))));
  if (hidden > 0) parts.push(`and ${count(hidden, "more container")}`);
  return [...parts, costSentence(cost)];
}

/** A table without empty columns: a comment on GitHub is 780 pixels wide. */
function table(rows: readonly (readonly string[])[]): string {
  const heads = ["container", ...COLUMNS.keys()];
  const filled = heads.flatMap((_, index) => (rows.some((cells) => cells[index] !== "") ? [index] : []));
  const line = (cells: readonly string[]) => tableRow(filled.map((index) => cells[index] ?? ""));
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

function containerCells(row: ContainerRow, label: Markup, hasStacks: boolean): string[] {
  const { stack, region, url } = row;
  const lines = [
    toMarkdown(label),
    ...(hasStacks ? [codeSpan(stack)] : []),
    ...(region === undefined ? [] : [codeSpan(region)]),
    ...(url === undefined ? [] : [codeSpan(url.replace(/^https:\/\//, ""))]),
  ];
  const facts = [...COLUMNS.values()].map((column) =>
    column.map(({ valueOf }) => toMarkdown(valueOf(row))).filter((text) => text !== ""),
  );
  return [lines, ...facts].map((texts) => texts.map(tableCell).join("<br>"));
}

/** The findings of a rule form a group with one explanation. */
function riskParts(
  title: string,
  risks: readonly Risk[],
  { rows, valueLength }: SizeBudget,
  renderers: Renderers,
): string[] {
  if (risks.length === 0) return [];
  const groups = groupBy(risks.slice(0, rows), ({ id, severity }) => `${severity} ${id}`);
  const lines = [...groups.values()].map((group) => {
    const [{ id, severity, why, todo }] = group;
    const head = `- ${ICONS[severity]} **${severity}**`;
    const found = group.map((risk) => renderers.finding(risk, valueLength));
    const items = found.length === 1 ? [`${head} ${found.join("")}`] : [head, ...found.map((each) => `  - ${each}`)];
    return [...items, `  ${lecture(id, why, todo)}`].join("\n");
  });
  if (risks.length > rows) lines.push(`- and ${risks.length - rows} more`);
  return [`#### ${title}`, lines.join("\n")];
}

/** Why a risk matters, and what to do: one block of HTML, so that the list stays tight. */
function lecture(id: string, why: string, todo: string): string {
  return `<details><summary>${htmlCode(id)}: why, and what to do</summary>${htmlText(why)} <b>To do:</b> ${htmlText(todo)}</details>`;
}

function finding({ stack, where, what, acceptance }: Risk, valueLength: number, stacks: Review["stacks"]): string {
  const hasPlace = where !== undefined || stacks.length > 1;
  const place = hasPlace ? `${placeSpan({ stack, where: where ?? stack }, stacks)}: ` : "";
  const line = `${place}${toMarkdown(what)}`;
  const displayed =
    line.length <= valueLength ? line : codeSpan(shortened(`${where ?? ""} ${String(what)}`.trim(), valueLength));
  return displayed + acceptanceText(acceptance);
}

function acceptanceText(acceptance: Risk["acceptance"]): string {
  if (acceptance === undefined) return "";
  const { reason, expires, isExpired } = acceptance;
  return isExpired
    ? `; the acceptance expired on ${expires} (${codeSpan(reason)})`
    : `; accepted until ${expires}: ${codeSpan(reason)}`;
}

function configParts({ configChanges }: Review, { rows, valueLength }: SizeBudget): string[] {
  if (configChanges.length === 0) return [];
  return [
    "#### Changed configuration of the review",
    "This review uses the configuration of the target branch. These changes count after the merge:",
    ...attributeParts(configChanges.slice(0, rows), valueLength),
    ...(configChanges.length > rows ? [`and ${count(configChanges.length - rows, "more change")}`] : []),
  ];
}

function changeParts(review: Review, budget: SizeBudget, renderers: Renderers): string[] {
  const { changes, unchanged, otherProviders, stacks } = review;
  const displayed = changes.slice(0, budget.changes);
  const hidden = changes.length - displayed.length;
  const parts: string[] = [];
  if (changes.length > 0) parts.push("#### Changes");
  parts.push(...displayed.map((change) => renderers.change(change, budget.valueLength)));
  if (hidden > 0) parts.push(`and ${count(hidden, "more change")}`);
  if (otherProviders.length > 0) {
    const providers = otherProviders.map(
      ({ provider, total, changed }) => `${codeSpan(provider)} (${total}, ${changed} changed)`,
    );
    parts.push(`Resources of other providers: ${firstOf(providers, MAX_PROVIDERS).join(", ")}.`);
  }
  if (budget.hasUnchanged && unchanged.length > 0) {
    const places = unchanged.map((each) => placeSpan(each, stacks));
    parts.push(details(`${unchanged.length} unchanged`, bulletList(places, budget.rows)));
  }
  return parts;
}

function extraParts({ drift, outputs, checks, stacks }: Review, { rows, valueLength }: SizeBudget): string[] {
  const parts: string[] = [];
  if (drift.length > 0) {
    const sections = drift.slice(0, rows).map((change) => {
      const isDeleted = change.action === "delete";
      const changes = isDeleted ? ["deleted outside of Terraform"] : attributeParts(change.attributes, valueLength);
      return [placeSpan(change, stacks), ...changes].join("\n\n");
    });
    if (sections.length > 0) parts.push(details(`${drift.length} changed outside of Terraform`, sections.join("\n\n")));
  }
  if (outputs.length > 0) {
    const hidden = outputs.length - rows;
    const displayed = outputParts({ outputs: outputs.slice(0, rows), stacks }, valueLength);
    const rest = hidden > 0 ? [`and ${count(hidden, "more output")}`] : [];
    parts.push(details(count(outputs.length, "changed output"), [...displayed, ...rest].join("\n\n")));
  }
  if (checks.length > 0)
    parts.push(details(count(checks.length, "check"), bulletList(checkLines(checks, stacks), rows)));
  return parts;
}

function checkLines(checks: Review["checks"], stacks: Review["stacks"]): string[] {
  return [...groupBy(checks, ({ status }) => status)].map(([status, all]) => {
    const names = all.map(({ stack, address }) => placeSpan({ stack, where: address }, stacks));
    const label = status === "unknown" ? KNOWN_AFTER_APPLY : codeSpan(status);
    return `${firstOf(names, MAX_CHECKS).join(", ")}: ${label}`;
  });
}

function applyParts({ apply }: Review, { rows }: SizeBudget): string[] {
  if (apply.length === 0) return [];
  const hidden = apply.length > rows ? [`# and ${apply.length - rows} more`] : [];
  return ["#### Apply", codeBlock([...apply.slice(0, rows), ...hidden].join("\n"), "sh")];
}

/** A place, with its stack if there are several. */
function placeSpan({ stack, where }: Place, stacks: Review["stacks"]): string {
  const hasStack = stacks.length === 1 || stack === where || where.startsWith(`${stack}/`);
  return hasStack ? codeSpan(where) : `${codeSpan(stack)} ${codeSpan(where)}`;
}
