import { groupBy } from "../../base/group-by";
import { count } from "../../base/text";
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
  escaped,
  firstOf,
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
  const renderers: Renderers = {
    row: cached((row: ContainerRow) => containerRow(row, hasStacks)),
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
      ...(budget.hasGraph && review.graph.nodes.length > 0 ? [codeBlock(mermaid(review.graph), "mermaid")] : []),
      ...changeParts(review, budget, renderers),
      ...(budget.hasExtras ? extraParts(review, budget) : []),
      ...applyParts(review, budget),
    ];
    return `${parts.join("\n\n")}\n`;
  };
}

type Renderer<T> = (item: T, valueLength: number) => string;

interface Renderers {
  readonly row: Renderer<ContainerRow>;
  readonly finding: Renderer<Risk>;
  readonly change: Renderer<ChangeDetail>;
}

function cached<T extends object>(render: Renderer<T>): Renderer<T> {
  const cache = new WeakMap<T, { readonly valueLength: number; readonly text: string }>();
  return (item, valueLength) => {
    const last = cache.get(item);
    if (last?.valueLength === valueLength) return last.text;
    const text = render(item, valueLength);
    cache.set(item, { valueLength, text });
    return text;
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
  { containers, cost, stacks }: Review,
  { rows, hasUnchanged, valueLength }: SizeBudget,
  { row }: Renderers,
): string[] {
  if (containers.length === 0) return [];
  const displayed = containers.filter(({ isChanged }) => isChanged || hasUnchanged).slice(0, rows);
  const heads = [...(stacks.length > 1 ? ["stack"] : []), "container", "action", ...Object.keys(COLUMNS)];
  const hidden = containers.length - displayed.length;
  const parts: string[] = [];
  if (displayed.length > 0) {
    const lines = displayed.map((each) => row(each, valueLength));
    parts.push([tableRow(heads), tableRow(heads.map(() => "---")), ...lines].join("\n"));
  }
  if (hidden > 0) parts.push(`and ${count(hidden, "more container")}`);
  return [...parts, costSentence(cost)];
}

function containerRow(row: ContainerRow, hasStacks: boolean): string {
  const cells = [row.summary, ...Object.values(COLUMNS).map((column) => column(row))].map(toMarkdown);
  return tableRow([...(hasStacks ? [codeSpan(row.stack)] : []), codeSpan(row.name), ...cells].map(tableCell));
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
    const head = `- ${ICONS[severity]} **${severity}** ${codeSpan(id)}: ${escaped(why)} **To do:** ${escaped(todo)}`;
    return [head, ...group.map((risk) => `  - ${renderers.finding(risk, valueLength)}`)].join("\n");
  });
  if (risks.length > rows) lines.push(`- and ${risks.length - rows} more`);
  return [`#### ${title}`, lines.join("\n")];
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
