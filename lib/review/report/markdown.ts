import { groupBy } from "../../base/group-by";
import { attributeParts, fold } from "./markdown-details";
import { block, cell, code, firstOf, phrase, shortened } from "./markdown-text";
import { mermaid } from "./mermaid";
import type { ChangeDetail, ContainerRow, Place, Review, Risk } from "../analysis/review";
import type { Room } from "./size-budget";
import { COLUMNS, costSentence } from "./columns";
import { valueText } from "./value-text";
import { counted, isEmpty, riskWords } from "../analysis/verdict";

const ICONS = { none: "🟢", low: "🟡", medium: "🟠", high: "🔴", critical: "⛔" } as const;
const LONGEST_TITLE = 100;

/** A report for a comment on a pull request, for as much room as there turns out to be. */
export function markdown(review: Review): (room: Room) => string {
  const first = `${firstLine(review)} ${marker(review.title)}`;
  const hasStacks = review.stacks.length > 1;
  const pieces = {
    row: remembered((row: ContainerRow) => containerRow(row, hasStacks)),
    finding: remembered((risk: Risk, valueLength) => finding(risk, valueLength, review.stacks)),
    fold: remembered((change: ChangeDetail, valueLength) => fold(change, valueLength, hasStacks)),
  };
  return (room) => {
    if (isEmpty(review)) return `${first}\n`;
    const parts = [
      ...containerParts(review, room, pieces),
      ...riskParts("Risks", review.risks, room, pieces),
      ...riskParts("Accepted risks", review.accepted, room, pieces),
      ...(room.hasGraph && review.graph.nodes.length > 0 ? [block(mermaid(review.graph), "mermaid")] : []),
      ...changeParts(review, room, pieces),
      ...(room.hasExtras ? extraParts(review, room) : []),
      ...applyParts(review, room),
    ];
    return `${[first, ...parts].join("\n\n")}\n`;
  };
}

type Piece<T> = (item: T, valueLength: number) => string;

/** What reports of every size are made of. */
interface Pieces {
  readonly row: Piece<ContainerRow>;
  readonly finding: Piece<Risk>;
  readonly fold: Piece<ChangeDetail>;
}

/** Makes a piece once for all reports of the same length of values. */
function remembered<T extends object>(make: Piece<T>): Piece<T> {
  const made = new WeakMap<T, { readonly valueLength: number; readonly text: string }>();
  return (item, valueLength) => {
    const last = made.get(item);
    if (last?.valueLength === valueLength) return last.text;
    const text = make(item, valueLength);
    made.set(item, { valueLength, text });
    return text;
  };
}

/** What is left where there is room for nothing else. */
export function markdownLine(review: Review): string {
  return `${ICONS[review.severity]} **${riskWords(review.severity)}.** The report is too large to be shown. ${marker(review.title)}\n`;
}

function firstLine({ severity, title, verdict }: Review): string {
  const name = title === "" ? "" : `${code(shortened(title, LONGEST_TITLE))} `;
  return `${ICONS[severity]} ${name}${phrase(verdict)}`;
}

/** The hidden part by which the comment of an earlier run is found: the same whatever the version. */
export function marker(title: string): string {
  const plain = title
    .slice(0, LONGEST_TITLE)
    .replaceAll(/[^\w ./-]/g, "_")
    .replaceAll(/-{2,}/g, "-");
  return `<!-- scw-containers review: ${plain.replaceAll(/^-|-$/g, "") || "plan"} -->`;
}

function containerParts(
  { containers, cost, stacks }: Review,
  { rows, hasUnchanged, valueLength }: Room,
  { row }: Pieces,
): string[] {
  if (containers.length === 0) return [];
  const shown = containers.filter(({ isChanged }) => isChanged || hasUnchanged).slice(0, rows);
  const heads = [...(stacks.length > 1 ? ["stack"] : []), "container", "action", ...Object.keys(COLUMNS)];
  const hidden = containers.length - shown.length;
  return [
    ...(shown.length === 0
      ? []
      : [
          [tableRow(heads), tableRow(heads.map(() => "---")), ...shown.map((each) => row(each, valueLength))].join(
            "\n",
          ),
        ]),
    ...(hidden === 0 ? [] : [`and ${counted(hidden, "more container")}`]),
    costSentence(cost),
  ];
}

function containerRow(row: ContainerRow, hasStacks: boolean): string {
  const cells = [row.summary, ...Object.values(COLUMNS).map((column) => column(row))].map(phrase);
  return tableRow([...(hasStacks ? [code(row.stack)] : []), code(row.name), ...cells].map(cell));
}

/** The findings of a rule together: why and what to do are told once. */
function riskParts(title: string, risks: readonly Risk[], { rows, valueLength }: Room, pieces: Pieces): string[] {
  if (risks.length === 0) return [];
  const lines = [...groupBy(risks.slice(0, rows), ({ id, severity }) => `${severity} ${id}`).values()].map((group) => {
    const [{ id, severity, why, todo }] = group;
    const found = group.map((risk) => `  - ${pieces.finding(risk, valueLength)}`);
    return [`- ${ICONS[severity]} **${severity}** ${code(id)}: ${own(why)} **To do:** ${own(todo)}`, ...found].join(
      "\n",
    );
  });
  const more = risks.length > rows ? [`- and ${risks.length - rows} more`] : [];
  return [`#### ${title}`, [...lines, ...more].join("\n")];
}

function finding({ stack, where, what, acceptance }: Risk, valueLength: number, stacks: Review["stacks"]): string {
  const place =
    where === undefined && stacks.length === 1 ? "" : `${placed({ stack, where: where ?? stack }, stacks)}: `;
  const accepted =
    acceptance === undefined
      ? ""
      : acceptance.isExpired
        ? `; it was accepted until ${acceptance.expires} (${code(acceptance.reason)})`
        : `; accepted until ${acceptance.expires}: ${code(acceptance.reason)}`;
  return shortenedLine(`${place}${phrase(what)}`, valueLength, `${where ?? ""} ${String(what)}`) + accepted;
}

/** Markdown, or where it is too long the start of it as code. */
function shortenedLine(line: string, most: number, plain: string): string {
  return line.length <= most ? line : code(shortened(plain.trim(), most));
}

function changeParts({ changes, unchanged, otherProviders, stacks }: Review, room: Room, pieces: Pieces): string[] {
  const shown = changes.slice(0, room.folds);
  const hidden = changes.length - shown.length;
  const providers = otherProviders.map(
    ({ provider, total, changed }) => `${total} of ${code(provider)}, ${changed} of them changed`,
  );
  return [
    ...(changes.length > 0 ? ["#### Changes", ...shown.map((change) => pieces.fold(change, room.valueLength))] : []),
    ...(hidden > 0 ? [`and ${counted(hidden, "more change")}`] : []),
    ...(providers.length > 0 ? [`Resources of other providers: ${firstOf(providers, 20).join("; ")}.`] : []),
    ...(room.hasUnchanged && unchanged.length > 0
      ? [
          folded(
            `${unchanged.length} without a change`,
            list(unchanged, room, (each) => placed(each, stacks)),
          ),
        ]
      : []),
  ];
}

function extraParts({ drift, outputs, checks, stacks }: Review, room: Room): string[] {
  const at = (stack: string, where: string) => placed({ stack, where }, stacks);
  const drifted = drift.slice(0, room.rows).map(({ stack, where, action, attributes }) => {
    const told = action === "delete" ? ["deleted outside of Terraform"] : attributeParts(attributes, room.valueLength);
    return `${at(stack, where)}\n\n${told.join("\n\n")}`;
  });
  const output = ({ stack, name, before, after, isUnknown }: (typeof outputs)[number]) => {
    const [was, is] = [before, after].map((value) =>
      value === undefined ? "" : code(shortened(valueText(value), 200)),
    );
    return `${at(stack, name)}: ${[was, isUnknown ? "known after the apply" : after === undefined ? "removed" : is].filter(Boolean).join(" → ")}`;
  };
  const checked = [...groupBy(checks, ({ status }) => status)].map(([status, all]) => {
    const names = all.slice(0, 10).map(({ stack, address }) => at(stack, address));
    return `${status === "unknown" ? "known at the apply" : code(status)}: ${[...names, ...(all.length > 10 ? [`and ${all.length - 10} more`] : [])].join(", ")}`;
  });
  return [
    ...(drifted.length > 0 ? [folded(`${drift.length} changed outside of Terraform`, drifted.join("\n\n"))] : []),
    ...(outputs.length > 0 ? [folded(counted(outputs.length, "changed output"), list(outputs, room, output))] : []),
    ...(checked.length > 0
      ? [
          folded(
            counted(checks.length, "check"),
            list(checked, room, (line) => line),
          ),
        ]
      : []),
  ];
}

function applyParts({ apply }: Review, { rows }: Room): string[] {
  if (apply.length === 0) return [];
  const more = apply.length > rows ? [`# and ${apply.length - rows} more`] : [];
  return ["#### Apply", block([...apply.slice(0, rows), ...more].join("\n"), "sh")];
}

function folded(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

function list<T>(items: readonly T[], { rows }: Room, shown: (item: T) => string): string {
  const more = items.length > rows ? [`- and ${items.length - rows} more`] : [];
  return [...items.slice(0, rows).map((item) => `- ${shown(item)}`), ...more].join("\n");
}

/** Where something is, with its stack where there are several. */
function placed({ stack, where }: Place, stacks: Review["stacks"]): string {
  const isTold = stacks.length === 1 || stack === where || where.startsWith(`${stack}/`);
  return isTold ? code(where) : `${code(stack)} ${code(where)}`;
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** Words of a rule: of one's own rules they are as foreign as a plan. */
function own(words: string): string {
  return words.replaceAll(/[<>@#[\]`*_]/g, (character) => `\\${character}`);
}
